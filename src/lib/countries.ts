const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('');
const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
const codes = letters.flatMap((first) => letters.map((second) => first + second));

/** Countries by their English names and their codes, in lower case. */
const countries: ReadonlyMap<string, string> = new Map(
  codes.flatMap((code) => {
    const name = names.of(code);
    return name === undefined ? [] : [[name.toLowerCase(), code] as const, [code.toLowerCase(), code] as const];
  }),
);

const usual: Readonly<Record<string, string>> = { usa: 'US', america: 'US', uk: 'GB', britain: 'GB', england: 'GB' };

/** The two letters (ISO 3166) of a country by its English name, or by these letters; undefined where it is none. */
export function countryCodeOf(words: string): string | undefined {
  const plain = words.trim().toLowerCase().replace(/^the /, '');
  return usual[plain] ?? countries.get(plain);
}
