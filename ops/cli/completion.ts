import type { Command } from 'commander';

/** A completion script for bash: verbs, their verbs and their options, as they are. */
export function bashCompletion(program: Command): string {
  const words = (command: Command) =>
    [...command.commands.map(one => one.name()), ...command.options.map(one => one.long ?? ''), '--help'].join(' ');
  const cases = program.commands.flatMap(command => [
    `    "${command.name()}") words="${words(command)}" ;;`,
    ...command.commands.map(inner => `    "${command.name()} ${inner.name()}") words="${words(inner)}" ;;`),
  ]);
  return `# bash completion of binnacle: eval "$(binnacle completion)"
_binnacle() {
  local word path="" words="${words(program)}" index
  for ((index = 1; index < COMP_CWORD; index++)); do
    word="\${COMP_WORDS[index]}"
    case "$word" in
    -c | --config) ((index++)) ;;
    -*) ;;
    *) path="\${path:+$path }$word" ;;
    esac
  done
  case "$path" in
${cases.join('\n')}
    "") ;;
    *) words="--help" ;;
  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}")
  [ "\${#COMPREPLY[@]}" -gt 0 ] || mapfile -t COMPREPLY < <(compgen -f -- "\${COMP_WORDS[COMP_CWORD]}")
}
complete -F _binnacle binnacle
`;
}
