type Headers = Record<string, string | string[] | undefined>;

/** What HTTP clients send by themselves. */
const OF_HTTP = [
  'accept',
  'accept-encoding',
  'accept-language',
  'authorization',
  'cache-control',
  'connection',
  'content-length',
  'content-type',
  'host',
  'sec-fetch-mode',
  'transfer-encoding',
  'user-agent',
];

/** What Graph's own client libraries add. */
const OF_SDKS = /^(sdkversion|x-ms-.*|feature-flag|sdk-.*)$/;

/** What Graph reads, with the values that it takes. */
const OF_GRAPH: Record<string, RegExp> = {
  consistencylevel: /^eventual$/i,
  prefer:
    /^(include-unknown-enum-members|odata\.maxpagesize=\d+|return=(minimal|representation)|respond-async)(,\s*[\w.=-]+)*$/i,
  'client-request-id': /^[\da-f-]{36}$/i,
  'return-client-request-id': /^true$/i,
  'x-ms-throttle-priority': /^(Low|Normal|High)$/i,
  'if-match': /./,
};

/** What is wrong with the headers of a request. */
export function headerFaults(headers: Headers, hasBody: boolean): string[] {
  const faults = Object.entries(headers).flatMap(([given, value]) => {
    const name = given.toLowerCase();
    const pattern = OF_GRAPH[name];
    if (pattern !== undefined)
      return pattern.test(String(value)) ? [] : [`header ${name} cannot be '${String(value)}'`];
    return OF_HTTP.includes(name) || OF_SDKS.test(name) ? [] : [`no header '${name}' is known`];
  });
  const type = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1];
  const isJson = /^application\/json\b/i.test(String(type));
  return hasBody && !isJson ? [...faults, 'a body without Content-Type: application/json'] : faults;
}
