import { writeFileSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import type { GraphCode } from '../../../domain/chart/graph-codes.ts';
import { unpackPoints } from '../../../domain/chart/keys.ts';
import type { ChartSpec } from '../../../domain/chart/spec.ts';
import type { ChildOrders, ChildWord, DrawnPicture, DrawOrder, FontVerdict, PackedSpec } from '../protocol.ts';

/** What a drawing process can do. */
export interface Drawer {
  /** Looks at the fonts once, before the first drawing. `tryOut` is told of each family before it is opened. */
  preflight(orders: ChildOrders, tryOut: (alias: string) => void): { fonts: FontVerdict[]; font: string | undefined };
  draw(spec: ChartSpec, font: string): Drawing;
  encode(drawing: Drawing): Uint8Array;
}

/** Before it is a file: cairo's pixels, 0xAARRGGBB, opaque. */
export interface Drawing {
  pixels: Uint32Array;
  width: number;
  height: number;
}

/**
 * The life of a drawing process: fonts, then one drawing at a time as they are ordered, until the program hangs up.
 * What is thrown is told; what ends the process is the program's to see.
 */
export async function serveDrawings(load: () => Promise<Drawer>): Promise<void> {
  process.on('disconnect', () => process.exit());
  offerAsFirstToGo();
  const drawer = await prepared(load);
  if (drawer === undefined) return process.disconnect();
  process.on('message', (order: DrawOrder) => {
    say(answer(drawer, order));
    // It is ended without a word: what it compiled is kept now, for the next start. Cheap when there is nothing new.
    if (order.id === 1) setImmediate(flushCompileCache);
  });
}

interface ReadyDrawer extends Drawer {
  font: string;
}

async function prepared(load: () => Promise<Drawer>): Promise<ReadyDrawer | undefined> {
  let fonts: FontVerdict[] = [];
  try {
    const drawer = await load();
    const orders = JSON.parse(process.argv[2] ?? '') as ChildOrders;
    const found = drawer.preflight(orders, alias => say({ type: 'trying', alias }));
    fonts = found.fonts;
    const fault = fonts[0]?.fault;
    if (found.font === undefined) {
      say({
        type: 'unable',
        code: fault?.code ?? 'GRAPH_FONT_MISSING',
        message: fault?.detail ?? 'there are no fonts',
        fonts,
      });
      return undefined;
    }
    say({ type: 'ready', fonts });
    return { ...drawer, font: found.font };
  } catch (cause) {
    say({ type: 'unable', code: 'GRAPH_BACKEND_ERROR', message: `drawing cannot start: ${String(cause)}`, fonts });
    return undefined;
  }
}

function answer(drawer: ReadyDrawer, { id, spec }: DrawOrder): ChildWord {
  let stage: GraphCode = 'GRAPH_BACKEND_ERROR';
  try {
    const drawing = drawer.draw(unpacked(spec), drawer.font);
    stage = 'GRAPH_PNG_ENCODING_ERROR';
    const picture: DrawnPicture = { png: drawer.encode(drawing), width: drawing.width, height: drawing.height };
    return { type: 'drawn', id, picture };
  } catch (cause) {
    const code = isWantOfMemory(cause) ? 'GRAPH_OUT_OF_MEMORY' : stage;
    return { type: 'failed', id, code, message: String(cause).slice(0, 300) };
  }
}

function unpacked({ head, series }: PackedSpec): ChartSpec {
  return { ...head, series: series.map(one => ({ ...one, points: unpackPoints(one.points) })) };
}

/** As V8, cairo and node-canvas say it. */
function isWantOfMemory(cause: unknown): boolean {
  return /out of memory|allocation failed|invalid array length/i.test(String(cause));
}

function say(word: ChildWord): void {
  process.send?.(word);
}

/** When the machine runs out of memory, the kernel shall end this process and not the program. */
function offerAsFirstToGo(): void {
  try {
    writeFileSync('/proc/self/oom_score_adj', '900');
  } catch {
    // Not on Linux, or not allowed: a courtesy to the program, not a need.
  }
}
