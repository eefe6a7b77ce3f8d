import type { GraphCode } from '../../domain/chart/graph-codes.ts';
import type { ChartSpec } from '../../domain/chart/spec.ts';

/** What the program and a drawing process say to each other. */

/** The first argument of a drawing process, as JSON. */
export interface ChildOrders {
  fontsDirectory: string;
  /** Aliases of families whose files ended an earlier process: they are not opened again. */
  avoid: string[];
}

/** A spec as it travels: points packed, two numbers each. */
export interface PackedSpec {
  head: Omit<ChartSpec, 'series'>;
  series: (Omit<ChartSpec['series'][number], 'points'> & { points: Float64Array })[];
}

export interface DrawOrder {
  id: number;
  spec: PackedSpec;
}

export interface FontFault {
  code: Extract<GraphCode, `GRAPH_FONT_${string}`>;
  detail: string;
}

/** What was found of a family; without a fault it can be drawn with. */
export interface FontVerdict {
  family: string;
  alias: string;
  fault?: FontFault;
}

export interface DrawnPicture {
  png: Uint8Array;
  width: number;
  height: number;
}

export type ChildWord =
  /** Said before the files of a family are opened: what ends the process then is the family's fault. */
  | { type: 'trying'; alias: string }
  /** The fonts were looked at, and charts can be drawn. */
  | { type: 'ready'; fonts: FontVerdict[] }
  /** It cannot draw at all, and ends. */
  | { type: 'unable'; code: GraphCode; message: string; fonts: FontVerdict[] }
  | { type: 'drawn'; id: number; picture: DrawnPicture }
  | { type: 'failed'; id: number; code: GraphCode; message: string };
