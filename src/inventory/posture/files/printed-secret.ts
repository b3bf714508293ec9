/** A line of a script that prints a secret. */
export interface PrintedSecret {
  /** Of the secret or variable. */
  readonly name: string
  /** The statement, to find its line by; holds names, no value. */
  readonly text: string
}

const statement =
  /(?:^|[;&|]|\bthen\b|\bdo\b)\s*(?:@|sudo\s+)?((?:echo|printf|print|Write-(?:Host|Output)|cat\s*<<<)\s[^\n]*)/gm

const expression = /\$\{\{\s*(secrets\s*(?:\.\s*[\w-]+|\[\s*'[\w-]+'\s*\]))\s*\}\}/g
const variable = /\$(?:\{(\w+)\}|env:(\w+)|(\w+))/g

/** On platforms whose secrets are ordinary variables only the name says what they are. */
const secretVariable =
  /(?:TOKEN|SECRET|PASSWORD|PASSWD|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|CREDENTIALS?)$/i

/** What is handed on to one of these comes out again, and no mask knows it. */
const encoders = /^\s*(?:base64|base32|xxd|od|hexdump|rev|tr|sed|fold|cut|head|tail|tee|cat)\b/

/**
 * Statements that write a secret to the log. What goes to a file, to another program or into a variable does not.
 *
 * @param given variables that are known to hold a secret
 * @param isNamed whether the platform names secrets, so that a variable's name is no sign
 */
export function printedIn(
  script: string,
  given: ReadonlySet<string>,
  isNamed: boolean,
): PrintedSecret[] {
  return Array.from(script.matchAll(statement)).flatMap(([, text = '']) => {
    if (text.includes('::add-mask::') || !reachesLog(text)) return []
    const shown = withoutRedirections(text)
    const named = Array.from(shown.matchAll(expression), ([, name]) => name!.replaceAll(/\s/g, ''))
    const variables = Array.from(
      shown.matchAll(variable),
      ([, braced, env, plain]) => (braced ?? env ?? plain)!,
    )
    const [name] = [
      ...named,
      ...variables.filter((one) => given.has(one) || (!isNamed && secretVariable.test(one))),
    ]
    return name === undefined ? [] : [{ name, text: text.trimEnd() }]
  })
}

/** Nothing of it that stands behind a quote counts: `echo "a > b"` is a text. */
function reachesLog(text: string): boolean {
  const plain = text.replaceAll(/"(?:[^"\\]|\\.)*"|'[^']*'/g, (quoted) => '_'.repeat(quoted.length))
  const first = plain.split(/;|&&|\|\|/)[0]!
  const [, ...pipes] = first.split('|')
  if (pipes.length > 0 && !pipes.every((piece) => encoders.test(piece))) return false
  return !/(?:^|[^&\d])>{1,2}\s*(?!&2|\/dev\/stderr|\/dev\/tty)\S/.test(first)
}

/** Only up to the statement's end. */
function withoutRedirections(text: string): string {
  const plain = text.replaceAll(/"(?:[^"\\]|\\.)*"|'[^']*'/g, (quoted) => '_'.repeat(quoted.length))
  const end = plain.search(/;|&&|\|\|/)
  return end < 0 ? text : text.slice(0, end)
}
