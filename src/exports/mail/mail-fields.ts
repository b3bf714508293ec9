import type { Attribution } from '../attribution.ts'
import { timeOfMail } from '../time.ts'
import type { MailHeaders } from './mail-headers.ts'

/** Longer texts are no names or ids. */
const fieldLengthMax = 400

/**
 * Who wrote a message, when and where: https://www.rfc-editor.org/rfc/rfc5322, of lists RFC 2919, of archives RFC 5064;
 * Gmail's export adds the id of the thread.
 */
export function mailFieldsOf(headers: MailHeaders): Attribution {
  const textOf = (name: string) => {
    const text = headers.textOf(name)
    return text === undefined || text === '' ? undefined : text.slice(0, fieldLengthMax)
  }
  const from = textOf('from') ?? textOf('sender') ?? textOf('return-path')
  const references = headers.textOf('references') ?? headers.textOf('in-reply-to')
  const channel = listName(textOf('list-id')) ?? textOf('subject')
  return withoutAbsent({
    record: idIn(textOf('message-id')),
    thread: idIn(references?.slice(0, fieldLengthMax)) ?? textOf('x-gm-thrid'),
    time: textOf('date'),
    channel,
    url: /^<(https?:[^>]*)>$/.exec(textOf('archived-at') ?? '')?.[1],
    ...authorOf(from),
    ...timeOfMail(textOf('date')),
  })
}

function authorOf(
  from: string | undefined,
): Partial<Record<'user' | 'userId', string | undefined>> {
  if (from === undefined) return {}
  const address = /<([^<>]*)>/.exec(from)?.[1] ?? /[^\s"(),<>]+@[^\s"(),<>]+/.exec(from)?.[0]
  const named = /^([^<]*)</.exec(from)?.[1] ?? /\(([^()]*)\)/.exec(from)?.[1] ?? ''
  const name = named.replaceAll('"', '').trim()
  return { user: name === '' ? (address ?? from) : name, userId: address }
}

/** `Name of the list <list.example.org>`. */
function listName(id: string | undefined): string | undefined {
  const [, name, address] = /^"?([^"<]*?)"?\s?<([^<>]*)>/.exec(id ?? '') ?? []
  return name !== undefined && name.trim() !== '' ? name.trim() : (address ?? id)
}

function idIn(text: string | undefined): string | undefined {
  return /<([^<>\s]+)>/.exec(text ?? '')?.[1] ?? (text === '' ? undefined : text)
}

function withoutAbsent(fields: Readonly<Record<string, string | undefined>>): Attribution {
  return Object.fromEntries(Object.entries(fields).filter(([, text]) => text !== undefined))
}
