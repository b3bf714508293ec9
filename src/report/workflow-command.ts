import { escapeControls } from './escape-controls.ts'

type Properties = Readonly<Record<string, string | number | undefined>>

/** A workflow command of GitHub Actions; properties that are undefined or empty are left out. */
export function writeCommand(
  name: 'error' | 'warning' | 'notice',
  properties: Properties,
  message: string,
): string {
  const written = Object.entries(properties)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([key, value]) => `${key}=${escapeProperty(String(value))}`)
  return `::${name} ${written.join(',')}::${escapeMessage(message)}\n`
}

/**
 * The runner undoes exactly these escapes; other invisible characters could only do harm in a log.
 */
function escapeMessage(text: string): string {
  return escapeControls(text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A'))
}

function escapeProperty(text: string): string {
  return escapeMessage(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
