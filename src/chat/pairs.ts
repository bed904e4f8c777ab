/** A map written as a text: "two:2 three:3". An underscore stands for a space. */
export const pairsOf = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text
      .trim()
      .split(/\s+/u)
      .map((pair): [string, string] => {
        const at = pair.lastIndexOf(':');
        return [pair.slice(0, at), pair.slice(at + 1).replaceAll('_', ' ')];
      }),
  );
