/** What git asks first. */
const advertisement = '/info/refs?service=git-upload-pack'

/** Whether git ended because it was led elsewhere, which it does not follow by itself: see `remoteSettings`. */
export function isRedirected(said: string): boolean {
  return /returned error: 30[12378]\b/.test(said)
}

/**
 * Where a server leads whoever asks for a repository under a former name.
 *
 * @param url what was asked for
 * @param trace of git, with headers of answers (`GIT_TRACE_CURL`)
 * @returns another address, perhaps of another server; `undefined`: the answer names none
 */
export function readRedirect(url: string, trace: string): URL | undefined {
  const location = /<= Recv header: location: (\S+)/i.exec(trace)?.[1]
  const asked = url + advertisement
  if (location === undefined || !URL.canParse(location, asked)) return undefined
  const found = new URL(location, asked)
  const isPlain = found.username === '' && found.password === ''
  if (!isPlain || !found.href.endsWith(advertisement)) return undefined
  return new URL(found.href.slice(0, -advertisement.length))
}
