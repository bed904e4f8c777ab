import type { GraphCall, Route } from './call.ts';

/** A route that fits a request, and what stood in its path. */
export interface Routed {
  route: Route;
  params: Record<string, string>;
}

/** Finds the route of a request: null for an unknown path, 'method' where only the method is unknown there. */
export type Router = (call: Pick<GraphCall, 'method' | 'path' | 'version'>) => Routed | null | 'method';

/** Makes one pattern of each route's path; earlier routes win. */
export function createRouter(routes: readonly Route[]): Router {
  const compiled = routes.map((route) => ({ route, pattern: patternOf(route.path) }));
  return ({ method, path, version }) => {
    const plain = unescaped(path);
    const fitting = compiled.filter(
      ({ route, pattern }) => (route.version ?? version) === version && pattern.test(plain),
    );
    const found = fitting.find(({ route }) => route.method === method);
    if (found === undefined) return fitting.length > 0 ? 'method' : null;
    return { route: found.route, params: paramsOf(found.pattern, plain) };
  };
}

/** `{name}` stands for one segment, or inside `('{name}')` for what is quoted. */
function patternOf(path: string): RegExp {
  const source = path
    .replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&')
    .replaceAll(/'\{(\w+)\}'/g, "'(?<$1>[^'/]+)'")
    .replaceAll(/\{(\w+)\}/g, '(?<$1>[^/$][^/]*)');
  return new RegExp(`^${source}/?$`, 'i');
}

/** Callers may escape the signs that OData uses in paths; names stay escaped until they are taken out. */
function unescaped(path: string): string {
  const signs: Record<string, string> = { '%24': '$', '%27': "'", '%28': '(', '%29': ')' };
  return path.replaceAll(/%2[4789]/g, (sign) => signs[sign] ?? sign);
}

function paramsOf(pattern: RegExp, path: string): Record<string, string> {
  const groups = Object.entries(pattern.exec(path)?.groups ?? {});
  return Object.fromEntries(groups.map(([name, value]) => [name, decodeURIComponent(value)]));
}
