import ts from 'typescript';
import { environment, remedies } from '../../../src/config.ts';
import { sourceFiles } from './source-files.ts';

/** An environment variable as src/config.ts declares it. */
export interface Variable {
  name: string;
  isRequired: boolean;
  /** What is taken where nobody sets it; several for a list; empty where there is none. */
  defaults: readonly string[];
  /** What the product says where it is missing or wrong; undefined where it says no more than that. */
  remedy: string | undefined;
}

/** A table as it is written: one `name=value` each. */
const textsOf = (value: unknown): string[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).map(([name, one]) => `${name}=${String(one)}`)
    : [String(value)];

/** Every environment variable that the product reads. */
export const variables = (): Variable[] =>
  Object.entries(environment.shape).map(([name, schema]) => {
    const unset = schema.safeParse(undefined);
    const values = [unset.data ?? []].flat();
    return { name, isRequired: !unset.success, defaults: values.flatMap(textsOf), remedy: remedies[name] };
  });

/** A verb as its file declares it. */
export interface DeclaredVerb {
  path: string;
  name: string;
  kind: string;
  help: string;
  /** Who may ask it, in the words of the README. */
  who: string;
}

/** Every verb of the product, by the literals of its declaration. */
export function verbs(): DeclaredVerb[] {
  return sourceFiles('src').flatMap(({ path, tree }) => {
    const found: DeclaredVerb[] = [];
    const visit = (node: ts.Node): void => {
      const [declaration] = ts.isCallExpression(node) ? node.arguments : [];
      if (ts.isCallExpression(node) && node.expression.getText(tree) === 'defineVerb' && declaration)
        found.push(verbIn(path, tree, declaration));
      ts.forEachChild(node, visit);
    };
    visit(tree);
    return found;
  });
}

function verbIn(path: string, tree: ts.SourceFile, declaration: ts.Expression): DeclaredVerb {
  const properties = ts.isObjectLiteralExpression(declaration) ? declaration.properties : [];
  const valueOf = (name: string): ts.Expression | undefined => {
    const property = properties.find((one) => one.name?.getText(tree) === name);
    return property && ts.isPropertyAssignment(property) ? property.initializer : undefined;
  };
  const said = (name: string): string => {
    const value = valueOf(name);
    return value && ts.isStringLiteralLike(value) ? value.text : '';
  };
  const isOpenToSelf = valueOf('isOpenToSelf')?.kind === ts.SyntaxKind.TrueKeyword;
  const isAboutNobody = valueOf('people')?.getText(tree) === '[]';
  const others = isAboutNobody ? 'everybody' : `${said('role')}; everybody about themselves`;
  return {
    path,
    name: said('name'),
    kind: said('kind'),
    help: said('help'),
    who: isOpenToSelf ? others : [said('role'), said('orRole')].filter(Boolean).join(' or '),
  };
}
