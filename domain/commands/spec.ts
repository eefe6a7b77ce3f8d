import type { Role } from '../message.ts';

/** What one command of the registry is. Menus, help, parser, dialogues and the documentation are made of it. */
export interface CommandSpec {
  /** Lower-case letters, digits and `_`; as typed after the slash. */
  name: string;
  aliases?: string[];
  /** On its button; the name with a capital when left out. */
  label?: string;
  group: 'Control centre' | 'Server' | 'Jobs' | 'Operations';
  /** The least role that may run it. */
  role: Role;
  /** One line for menus, at most 100 characters. */
  summary: string;
  arguments: ArgumentSpec[];
  /**
   * `chat`: the decision itself knows the answer. `outside`: it is looked up by an effect, with a deadline.
   */
  answeredBy: 'chat' | 'outside';
  /** It costs much: left out while the service sheds heavy work, and limited for each user. */
  heavy?: true;
  /** It changes something beside its chat: left out while nothing may be changed. */
  changes?: true;
}

interface ArgumentBase {
  name: string;
  /** One line for usage and documentation. */
  summary: string;
  required?: boolean;
  /** What the chat asks when a required one is missing. */
  question?: string;
  /** Where the buttons under that question come from. */
  choices?: 'recent commands' | 'recent jobs' | 'streams' | 'tasks' | { label: string; value: string }[];
}

/** How an argument is written, and the bounds of its value. */
export type ArgumentSpec = ArgumentBase &
  /** `onlyIfItFits`: a word that is not of the pattern is left to the arguments after it. */
  (
    | { kind: 'word'; pattern?: RegExp; lengthMax: number; onlyIfItFits?: true }
    /** `@name` */
    | { kind: 'host' }
    | { kind: 'count'; min: number; max: number }
    /** `--name value` */
    | { kind: 'option'; lengthMax: number }
    /** All that is left of the line. */
    | { kind: 'rest'; lengthMax: number }
  );

/** Choices that say what they are. */
export const same = (values: readonly string[]) => values.map(value => ({ label: value, value }));

/** `/trace <id>`: required arguments in angle brackets, the others in square ones. */
export function usageOf(spec: CommandSpec): string {
  return [`/${spec.name}`, ...spec.arguments.map(written)].join(' ');
}

function written(argument: ArgumentSpec): string {
  const form = formOf(argument);
  return argument.required ? `<${form}>` : `[${form}]`;
}

function formOf(argument: ArgumentSpec): string {
  switch (argument.kind) {
    case 'host':
      return '@host';
    case 'count':
      return `${argument.min}-${argument.max}`;
    case 'option':
      return `--${argument.name} …`;
    case 'word':
    case 'rest':
      return argument.name;
  }
}
