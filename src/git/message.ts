/** One piece of a commit or tag, as it stands in the object. */
export interface MessagePart {
  /** `message`, `author`, `committer`, `tag`, `tagger`, `header`. */
  readonly part: string
  readonly bytes: Uint8Array
}

/** Who made a commit or tag, and when. */
export interface Signature {
  /** `Name <mail>`. */
  readonly who: string
  /** ISO 8601 in UTC; `undefined` where there is no time. */
  readonly date: string | undefined
}

/** Of `parent` and a name of SHA-256, in bytes. */
const plainMax = 71

/** Headers that hold nothing but the name of an object, or of a kind of them; with anything else in them they are texts. */
const plainHeader = /^(?:(?:tree|parent|object) (?:[0-9a-f]{40}|[0-9a-f]{64})|type [a-z]{1,10})$/

/**
 * Cuts a commit or an annotated tag into what people wrote. Further headers, such as signatures and the tags that a merge
 * carries along, come as `header`.
 */
export function messageParts(object: Uint8Array, isTag: boolean): MessagePart[] {
  const bytes = Buffer.from(object.buffer, object.byteOffset, object.length)
  const blank = bytes.indexOf('\n\n')
  const headEnd = blank < 0 ? bytes.length : blank
  const parts: MessagePart[] = []
  for (let at = 0; at < headEnd;) {
    let end = bytes.indexOf(10, at)
    if (end < 0) end = headEnd
    // A header goes on in lines that start with a blank.
    while (end < headEnd && bytes[end + 1] === 0x20) {
      const next = bytes.indexOf(10, end + 1)
      end = next < 0 ? headEnd : next
    }
    const space = bytes.indexOf(0x20, at)
    const name = bytes.toString('latin1', at, space < 0 || space > end ? end : space)
    if (end - at > plainMax || !plainHeader.test(bytes.toString('latin1', at, end))) {
      const known = ['author', 'committer', 'tagger', 'tag'].includes(name)
      parts.push({
        part: known ? name : 'header',
        bytes: bytes.subarray(known ? at + name.length + 1 : at, end),
      })
    }
    at = end + 1
  }
  if (blank >= 0) parts.push({ part: isTag ? 'tag' : 'message', bytes: bytes.subarray(blank + 2) })
  return parts
}

/** @param role `author`, `committer` or `tagger` */
export function readSignature(object: Uint8Array, role: string): Signature {
  const part = messageParts(object, false).find((found) => found.part === role)
  if (!part) return { who: '', date: undefined }
  const text = decode(part.bytes, encodingOf(object))
  const found = /^(.*?>) ?(\d+)?/s.exec(text)
  const seconds = Number(found?.[2])
  const isTime = found?.[2] !== undefined && seconds <= 8.64e12
  return {
    who: (found?.[1] ?? text).trim(),
    date: isTime ? new Date(seconds * 1000).toISOString() : undefined,
  }
}

function encodingOf(object: Uint8Array): string {
  const head = Buffer.from(object.buffer, object.byteOffset, object.length).toString(
    'latin1',
    0,
    4096,
  )
  return /^encoding (\S+)$/m.exec(head.split('\n\n', 1)[0]!)?.[1] ?? 'utf-8'
}

function decode(bytes: Uint8Array, encoding: string): string {
  try {
    return new TextDecoder(encoding).decode(bytes)
  } catch {
    return new TextDecoder().decode(bytes)
  }
}
