/** A word of a command that is shown to be typed as it is: what a provider told must not be a command of its own. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
