import type { MailHeaders } from './mail-headers.ts'

/** What a part of a message is, by its headers (RFC 2045, 2183). */
export interface PartKind {
  /** `text/plain`; what has no type is that. */
  readonly type: string
  readonly encoding: 'base64' | 'quoted-printable' | 'none'
  readonly charset: string
  /** Of the lines that part its own parts, without `--`. */
  readonly boundary: string | undefined
  /** Name of the file that it is. */
  readonly name: string | undefined
  /** Lines were broken so that a word goes on in the next one (RFC 3676). */
  readonly isBrokenInWords: boolean
}

const plainKind: PartKind = {
  type: 'text/plain',
  encoding: 'none',
  charset: 'utf-8',
  boundary: undefined,
  name: undefined,
  isBrokenInWords: false,
}

export function partKindOf(headers: MailHeaders): PartKind {
  if (!headers.mayHave('content-')) return plainKind
  const parameterOf = (name: string) => headers.parameterOf('content-type', name)
  const type = headers.valueOf('content-type') || 'text/plain'
  const encoding = headers.valueOf('content-transfer-encoding')
  const name = headers.parameterOf('content-disposition', 'filename') ?? parameterOf('name')
  return {
    type,
    encoding: encoding === 'base64' || encoding === 'quoted-printable' ? encoding : 'none',
    charset: parameterOf('charset') ?? 'utf-8',
    boundary: type.startsWith('multipart/') ? parameterOf('boundary') : undefined,
    name: name === '' ? undefined : name,
    isBrokenInWords: /^flowed$/i.test(parameterOf('format') ?? '') && /^yes$/i.test(parameterOf('delsp') ?? ''), // prettier-ignore
  }
}
