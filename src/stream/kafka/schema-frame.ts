import { latin1Of } from '../../text/bytes.ts'

/** How a serializer with a schema registry framed a payload. */
export interface SchemaFrame {
  /** Bytes before the payload. */
  readonly headBytes: number
  /** The payload is JSON text, which may be edited; Avro and Protobuf have lengths inside. */
  readonly isJson: boolean
  /** The payload is deflated. */
  readonly isDeflated: boolean
}

/** A zero byte and the schema's number, of four. */
const confluentHeadBytes = 5
/** Version 3, how the payload is compressed (0: not, 5: zlib), and the schema's UUID. */
const glueHeadBytes = 18

/** @returns undefined where the bytes do not begin as those of Confluent's or Glue's serializers do */
export function schemaFrameOf(value: Uint8Array): SchemaFrame | undefined {
  if (value[0] === 0 && value.length >= confluentHeadBytes) {
    return frame(value, confluentHeadBytes, false)
  }
  if (value[0] === 3 && value.length >= glueHeadBytes && (value[1] === 0 || value[1] === 5)) {
    return frame(value, glueHeadBytes, value[1] === 5)
  }
  return undefined
}

function frame(value: Uint8Array, headBytes: number, isDeflated: boolean): SchemaFrame {
  return { headBytes, isDeflated, isJson: !isDeflated && isJson(value, headBytes) }
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function isJson(value: Uint8Array, start: number): boolean {
  if (!/^[\t\n\r ]*["[{]/.test(latin1Of(value, start, Math.min(value.length, start + 64)))) {
    return false
  }
  try {
    JSON.parse(decoder.decode(value.subarray(start)))
    return true
  } catch {
    return false
  }
}
