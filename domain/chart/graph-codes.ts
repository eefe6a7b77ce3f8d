import { z } from 'zod';
import { refusalCode } from '../refusal.ts';

/** Why a chart could not be drawn. What each means and what to do stands in the catalogue of refusals. */
export const graphCode = refusalCode.extract([
  'GRAPH_NOT_ENOUGH_POINTS',
  'GRAPH_FONT_MISSING',
  'GRAPH_FONT_CHECKSUM',
  'GRAPH_FONT_PARSE',
  'GRAPH_FONT_GLYPHS',
  'GRAPH_BACKEND_ERROR',
  'GRAPH_PNG_ENCODING_ERROR',
  'GRAPH_WORKER_CRASHED',
  'GRAPH_WORKER_LOST',
  'GRAPH_OUT_OF_MEMORY',
  'GRAPH_BLANK_IMAGE',
  'GRAPH_QUEUE_FULL',
  'GRAPH_SLOT_TIMEOUT',
  'GRAPH_RENDER_TIMEOUT',
  'GRAPH_COOLDOWN',
  'GRAPH_DISABLED',
]);
export type GraphCode = z.infer<typeof graphCode>;

/** The steps of a picture; then come the last chart of the same request, and the numbers as text. */
export const chartStep = z.enum(['full', 'smaller']);
export type ChartStep = z.infer<typeof chartStep>;

/** The four font codes are one trouble to whoever counts troubles. */
export function graphGroup(code: GraphCode): GraphCode | 'GRAPH_FONT_UNAVAILABLE' {
  return code.startsWith('GRAPH_FONT_') ? 'GRAPH_FONT_UNAVAILABLE' : code;
}

/** Is a smaller picture worth an attempt after this failure? Where not, the ladder goes on to the last chart. */
export function isSmallerWorthwhile(code: GraphCode): boolean {
  switch (code) {
    case 'GRAPH_BACKEND_ERROR':
    case 'GRAPH_PNG_ENCODING_ERROR':
    case 'GRAPH_WORKER_CRASHED':
    case 'GRAPH_WORKER_LOST':
    case 'GRAPH_OUT_OF_MEMORY':
    case 'GRAPH_BLANK_IMAGE':
    case 'GRAPH_RENDER_TIMEOUT':
      return true;
    case 'GRAPH_NOT_ENOUGH_POINTS':
    case 'GRAPH_FONT_MISSING':
    case 'GRAPH_FONT_CHECKSUM':
    case 'GRAPH_FONT_PARSE':
    case 'GRAPH_FONT_GLYPHS':
    case 'GRAPH_QUEUE_FULL':
    case 'GRAPH_SLOT_TIMEOUT':
    case 'GRAPH_COOLDOWN':
    case 'GRAPH_DISABLED':
      return false;
  }
}

/** Is it the fault of what draws, so that several in a row call for a rest? */
export function isRendererFault(code: GraphCode): boolean {
  return isSmallerWorthwhile(code);
}
