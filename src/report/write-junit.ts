/** One test case; `body` is XML. */
export interface Case {
  readonly name: string
  readonly body: string
  readonly outcome: 'passed' | 'failure' | 'error'
  readonly attributes?: Readonly<Record<string, string | number>>
}

/**
 * The document that build services read, a suite for each group of cases
 * (https://github.com/testmoapp/junitxml has the elements that they agree on).
 *
 * @param durationMs of all together
 */
export function writeJunit(
  suites: readonly (readonly [name: string, cases: readonly Case[]])[],
  durationMs: number,
): string {
  const totals = countOutcomes(suites.flatMap(([, cases]) => cases))
  const time = (durationMs / 1000).toFixed(3)
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    `<testsuites${writeAttributes({ name: 'stanch', ...totals, time })}>\n` +
    suites.map(([name, cases]) => writeSuite(name, cases)).join('') +
    '</testsuites>\n'
  )
}

export function errorCase(name: string, reason: string): Case {
  return {
    name,
    outcome: 'error',
    body: `<error${writeAttributes({ message: reason, type: 'problem' })}/>`,
  }
}

function writeSuite(name: string, cases: readonly Case[]): string {
  const lines = cases.map((one) => {
    const attributes = writeAttributes({ classname: name, name: one.name, ...one.attributes })
    return `    <testcase${attributes}>${one.body}</testcase>\n`
  })
  const attributes = writeAttributes({ name, ...countOutcomes(cases) })
  return `  <testsuite${attributes}>\n${lines.join('')}  </testsuite>\n`
}

function countOutcomes(cases: readonly Case[]): Record<'tests' | 'failures' | 'errors', number> {
  const count = (outcome: Case['outcome']): number =>
    cases.filter((one) => one.outcome === outcome).length
  return { tests: cases.length, failures: count('failure'), errors: count('error') }
}

export function writeAttributes(attributes: Readonly<Record<string, string | number>>): string {
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${escapeXml(String(value)).replaceAll('\n', '&#10;')}"`)
    .join('')
}

const xmlEscapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

/**
 * Removes what XML 1.0 cannot hold even as a reference. What it can hold but a reader would
 * normalise or a terminal obey becomes a reference.
 */
export function escapeXml(text: string): string {
  return text
    .replace(/(?![\t\n\r\u007f-\u009f])[\p{Cc}\p{Cs}\ufffe\uffff]/gu, '')
    .replace(/[&<>"']/g, (char) => xmlEscapes[char] ?? char)
    .replace(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, referenceTo)
}

function referenceTo(char: string): string {
  return `&#x${char.codePointAt(0)?.toString(16)};`
}
