/** An argument as a task declares it: text with `{name}` where a parameter goes. */

const placeholder = /\{([a-z][a-z0-9_]*)\}/g;

/** The parameters an argument names, in order; undefined when a brace stands around anything else. */
export function placeholdersIn(template: string): string[] | undefined {
  if (/[{}]/.test(template.replace(placeholder, ''))) return undefined;
  return [...template.matchAll(placeholder)].map(([, name]) => name!);
}

/**
 * The argument with its gaps filled: always one argument, whatever the values hold. None when one of the values
 * is not given: then the whole argument is left out.
 */
export function filled(template: string, values: ReadonlyMap<string, string>): string | undefined {
  if (placeholdersIn(template)?.some(name => !values.has(name))) return undefined;
  return template.replace(placeholder, (_, name: string) => values.get(name)!);
}
