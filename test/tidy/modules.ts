import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import ts from 'typescript';

/** One TypeScript file, as the rules see it. */
export interface Module {
  /** From the root of the project: `domain/message.ts`. */
  path: string;
  lines: number;
  imports: Import[];
  /** `Date.now`, `process.env`, `setTimeout`, `new Date()`, `export default`: what was written, and on which line. */
  uses: { what: string; line: number }[];
}

export interface Import {
  /** As written. */
  specifier: string;
  /** The module of the project it means; none for packages and Node's own. */
  path?: string;
  /** A type only: gone when it runs. */
  typeOnly: boolean;
  /** What is taken of it by name. */
  names: string[];
}

/** Where code lives. */
export const folders = ['domain', 'actors', 'projections', 'adapters', 'ops', 'test'];

/** Every `.ts` file under the folders of `root`, read and parsed. */
export function modulesIn(root: string): Module[] {
  const paths = folders.flatMap(folder =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile() && entry.name.endsWith('.ts'))
      .map(entry => join(entry.parentPath, entry.name).slice(root.length + 1)),
  );
  return modulesFrom(Object.fromEntries(paths.map(path => [path, readFileSync(join(root, path), 'utf8')])));
}

/** Modules out of texts by path; for planting what a rule must find. */
export function modulesFrom(texts: Record<string, string>): Module[] {
  return Object.entries(texts).map(([path, text]) => {
    const source = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true);
    const module: Module = { path, lines: text.replace(/\n$/, '').split('\n').length, imports: [], uses: [] };
    visit(source, module);
    return module;
  });
}

function visit(node: ts.Node, module: Module): void {
  const found = importOf(node, module.path);
  if (found !== undefined) module.imports.push(found);
  const what = useOf(node);
  if (what !== undefined) {
    const { line } = node.getSourceFile().getLineAndCharacterOfPosition(node.getStart());
    module.uses.push({ what, line: line + 1 });
  }
  ts.forEachChild(node, child => visit(child, module));
}

function importOf(node: ts.Node, from: string): Import | undefined {
  const made = (specifier: ts.Node | undefined, typeOnly: boolean, names: string[]): Import | undefined => {
    if (specifier === undefined || !ts.isStringLiteralLike(specifier)) return undefined;
    const { text } = specifier;
    const path = text.startsWith('.') ? { path: normalize(join(dirname(from), text)) } : {};
    return { specifier: text, ...path, typeOnly, names };
  };
  if (ts.isImportDeclaration(node)) {
    const bindings = node.importClause?.namedBindings;
    const names = bindings !== undefined && ts.isNamedImports(bindings) ? bindings.elements.map(nameOf) : ['*'];
    return made(node.moduleSpecifier, node.importClause?.isTypeOnly === true, names);
  }
  if (ts.isExportDeclaration(node)) return made(node.moduleSpecifier, node.isTypeOnly, ['*']);
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return made(node.argument.literal, true, ['*']);
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
    return made(node.arguments[0], false, ['*']);
  // `new URL('./thread.ts', import.meta.url)` starts a thread or a process of that module.
  if (ts.isNewExpression(node) && node.getText().startsWith('new URL(') && /\.ts['"`]/.test(node.getText()))
    return made(node.arguments?.[0], false, ['*']);
  return undefined;
}

const nameOf = (element: ts.ImportSpecifier) => (element.propertyName ?? element.name).text;

/** What the rules ask about; undefined for all else. */
function useOf(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node)) return `${node.expression.getText()}.${node.name.text}`;
  if (ts.isNewExpression(node)) return `new ${node.expression.getText()}(${node.arguments?.length ? '…' : ''})`;
  if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) return `${node.expression.text}()`;
  if (ts.isExportAssignment(node)) return 'export default';
  const modifiers = ts.canHaveModifiers(node) ? (ts.getModifiers(node) ?? []) : [];
  return modifiers.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword) ? 'export default' : undefined;
}
