/** A family of `fonts/`, in two weights. */
export interface FontFamily {
  /** As people call it. */
  name: string;
  /** As it is registered: a name that no font of the system has. */
  alias: string;
  faces: readonly FontFace[];
}

export interface FontFace {
  file: string;
  weight: 'normal' | 'bold';
}

/** The first choice first; any one is enough. */
export const shippedFonts: readonly FontFamily[] = [
  family('Noto Sans', 'NotoSans-Regular.ttf', 'NotoSans-Bold.ttf'),
  family('DejaVu Sans', 'DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'),
];

function family(name: string, normal: string, bold: string): FontFamily {
  const faces = [
    { file: normal, weight: 'normal' },
    { file: bold, weight: 'bold' },
  ] as const;
  return { name, alias: `Binnacle ${name}`, faces };
}
