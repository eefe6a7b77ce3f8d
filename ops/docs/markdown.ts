/** A table in Markdown; cells keep to one line and cannot end the row. */
export function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map(cell => cell.replace(/\|/g, '\\|').replace(/\s+/g, ' ')).join(' | ')} |`;
  return [line(columns), `|${' --- |'.repeat(columns.length)}`, ...rows.map(line)].join('\n');
}

export const code = (text: string) => (text === '' ? '' : `\`${text}\``);

/** A page with its title, an opening sentence and its parts, an empty line between each. */
export function page(title: string, opening: string, ...parts: string[]): string {
  return `${[`# ${title}`, opening, ...parts].join('\n\n')}\n\n_Made by \`npm run docs\`; change the code, not this page._\n`;
}
