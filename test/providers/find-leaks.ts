import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'

/** A text in the forms in which it could be written: as it is, base64 wherever it begins, hex. */
export function formsOfText(text: string): string[] {
  const bytes = Buffer.from(text)
  const base64 = [0, 1, 2].map((shift) =>
    Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .slice(shift === 0 ? 0 : 4)
      .replace(/.{0,3}=*$/, ''),
  )
  const hex = bytes.toString('hex')
  const url = base64.map((one) => one.replaceAll('+', '-').replaceAll('/', '_'))
  return [...new Set([text, ...base64, ...url, hex, hex.toUpperCase()])]
}

export function leaksIn(name: string, content: Uint8Array, secrets: readonly string[]): string[] {
  const bytes = Buffer.from(content)
  return secrets.flatMap((secret, at) =>
    formsOfText(secret).some((form) => bytes.includes(form)) ? [`secret ${at} in ${name}`] : [],
  )
}

export function leaksBelow(
  root: string,
  secrets: readonly string[],
  own: readonly string[],
): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    const path = relative(root, join(entry.parentPath, entry.name))
    if (!entry.isFile()) return leaksIn(path, Buffer.from(path), secrets)
    if (own.includes(path)) return []
    const content = Buffer.concat([Buffer.from(path), readFileSync(join(root, path))])
    return leaksIn(path, content, secrets)
  })
}
