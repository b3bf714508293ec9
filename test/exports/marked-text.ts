import { githubToken } from './scan-text.ts'

/**
 * Stand-ins of secrets, as long as these: each character, of the private use area, says of which secret it is and which
 * of its characters. So whatever a format cuts, wraps or escapes, it is known what must become of it.
 */
export class MarkedSecrets {
  readonly secrets: string[] = []

  /** @returns the stand-in of a new secret */
  plant(): string {
    const first = firstMark + this.secrets.length * secretLength
    this.secrets.push(githubToken(this.secrets.length + 500))
    return String.fromCharCode(...Array.from({ length: secretLength }, (_, at) => first + at))
  }

  /** The text with its secrets. */
  revealed(text: string, shown = (character: string) => character): string {
    return withoutBase64(text, (run) => toBase64(this.revealed(fromBase64(run)))).replaceAll(
      marks,
      (mark) => shown(this.#characterOf(mark)),
    )
  }

  /**
   * What the text has to be without them: a token where each begins, nothing where it goes on.
   *
   * @returns parts of it; between two of them may stand what is encoded
   */
  masked(text: string, tokenOf: (secret: string) => string): string[] {
    return withoutBase64(text, () => '\0')
      .replaceAll(marks, (mark) => {
        const [secret, at] = placeOf(mark)
        return at === 0 ? tokenOf(this.secrets[secret]!) : ''
      })
      .split('\0')
  }

  #characterOf(mark: string): string {
    const [secret, at] = placeOf(mark)
    return this.secrets[secret]![at]!
  }
}

const firstMark = 0xe000
const secretLength = 40
const marks = /[\ue000-\uf8ff]/g

function placeOf(mark: string): [secret: number, at: number] {
  const number = mark.charCodeAt(0) - firstMark
  return [Math.floor(number / secretLength), number % secretLength]
}

/** Gives texts in base64 that hold a mark to a function. */
function withoutBase64(text: string, replace: (run: string) => string): string {
  return text.replaceAll(/[\w+/]{24,}={0,2}/g, (run) => {
    const decoded = fromBase64(run)
    const isText = decoded.search(marks) >= 0 && toBase64(decoded) === run
    return isText ? replace(run) : run
  })
}

function fromBase64(run: string): string {
  return Buffer.from(run, 'base64').toString()
}

function toBase64(text: string): string {
  return Buffer.from(text).toString('base64')
}
