/** The variables that a task is handed, by the names its configuration gives; those that are not set are left out. */
export function environmentOf(names: readonly string[], env: NodeJS.ProcessEnv = process.env): Record<string, string> {
  const known = names.filter(name => env[name] !== undefined).map(name => [name, env[name]!]);
  return Object.fromEntries(known) as Record<string, string>;
}
