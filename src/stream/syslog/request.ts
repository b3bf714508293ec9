/**
 * One message as rsyslog's `interface.input="fulljson"` hands it over, and syslog-ng by the template that is printed for
 * it. Texts have one character per byte: a sender may have written what is no UTF-8.
 */
export interface Request {
  /** By which the configuration knows the answer to this message; empty where it gave none. */
  readonly id: string
  /** The instance of this program that lost step with rsyslog, and must make way for a new one. */
  readonly restart: string
  readonly header: Header
  /** `-` where there is none. */
  readonly structuredData: string
  readonly message: string
  /** Of the printed template of syslog-ng. */
  readonly priority: string
  readonly time: string
}

/** What a message says about its sender. All of it was written by the sender but {@link Header.address}. */
export interface Header {
  readonly host: string
  readonly tag: string
  readonly app: string
  readonly process: string
  readonly messageId: string
  /** Of whom rsyslog got the message. */
  readonly address: string
}

/** @returns undefined for what is no message */
export function parseRequest(line: Buffer): Request | undefined {
  const fields = parseObject(textOf(line))
  const message = fields?.['msg']
  if (!fields || typeof message !== 'string') return undefined
  const own = ownFieldsOf(fields)
  return {
    id: stringOf(own['id']),
    restart: stringOf(own['restart']),
    header: {
      host: stringOf(fields['hostname']),
      tag: stringOf(fields['syslogtag']),
      app: stringOf(fields['app-name']),
      process: stringOf(fields['procid']),
      messageId: stringOf(fields['msgid']),
      address: stringOf(fields['fromhost-ip']),
    },
    structuredData: stringOf(fields['structured-data']) || '-',
    message,
    priority: stringOf(fields['pri']),
    time: stringOf(fields['time']),
  }
}

const escapedCharacters = /\\\\|(?:\\u(?!00[0-7])[0-9a-fA-F]{4})+/g

/** rsyslog escapes control characters alone; a writer that escapes more means characters, not bytes. */
function textOf(line: Buffer): string {
  const text = line.toString('latin1')
  if (!/\\u(?!00[0-7])/.test(text)) return text
  return text.replaceAll(escapedCharacters, (run) =>
    run === '\\\\' ? run : Buffer.from(JSON.parse(`"${run}"`) as string).toString('latin1'),
  )
}

/** What the configuration tells this program, under `$!stanch`. */
function ownFieldsOf(fields: Fields): Fields {
  const variables = fields['$!']
  const own = isObject(variables) ? variables['stanch'] : undefined
  return isObject(own) ? own : {}
}

type Fields = Readonly<Record<string, unknown>>

function parseObject(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null
}

/** Some write numbers for what looks like one. */
function stringOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''
}
