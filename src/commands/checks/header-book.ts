/** The names of the headers that came with answers, by the path that was asked. */
export interface HeaderBook {
  fetch: typeof fetch;
  /** Of all answers whose path matches, in lower case. */
  namesOf(path: RegExp): string[];
}

/** Notes header names on the way through: whoever calls Graph sees no headers. Values are not kept. */
export function createHeaderBook(fetch: HeaderBook['fetch'] = globalThis.fetch): HeaderBook {
  const seen = new Map<string, Set<string>>();
  return {
    fetch: async (input, init) => {
      const response = await fetch(input, init);
      const { pathname } = new URL(input instanceof Request ? input.url : input);
      const names = seen.get(pathname) ?? new Set<string>();
      seen.set(pathname, names);
      for (const name of response.headers.keys()) names.add(name);
      return response;
    },
    namesOf: (path) => [...new Set([...seen].flatMap(([pathname, names]) => (path.test(pathname) ? [...names] : [])))],
  };
}
