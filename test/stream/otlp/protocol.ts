import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import protobuf from 'protobufjs'
import type { Signal } from '../../../src/stream/otlp/schema.ts'

/** Names and numbers of opentelemetry-proto 1.11 as protobufjs writes them; made from its .proto files, not from our table. */
const path = join(import.meta.dirname, 'opentelemetry-proto.json')
const root = protobuf.Root.fromJSON(JSON.parse(readFileSync(path, 'utf8')) as protobuf.INamespace)
root.resolveAll()

export const signals = ['logs', 'traces', 'metrics'] as const satisfies readonly Signal[]

/** What protobufjs makes of a message: numbers of 64 bits are strings, bytes are base64. */
export type Decoded = { [field: string]: unknown }

export const requestTypes: Readonly<Record<Signal, protobuf.Type>> = {
  logs: collector('logs.v1.ExportLogsServiceRequest'),
  traces: collector('trace.v1.ExportTraceServiceRequest'),
  metrics: collector('metrics.v1.ExportMetricsServiceRequest'),
}

function collector(name: string): protobuf.Type {
  return root.lookupType(`opentelemetry.proto.collector.${name}`)
}

/** All messages that a request can hold, itself included. */
export function typesBelow(type: protobuf.Type, seen = new Set<protobuf.Type>()): protobuf.Type[] {
  if (seen.has(type)) return []
  seen.add(type)
  const below = type.fieldsArray.flatMap(({ resolvedType }) =>
    resolvedType instanceof protobuf.Type ? typesBelow(resolvedType, seen) : [],
  )
  return [type, ...below]
}

export function encode(signal: Signal, message: Decoded): Uint8Array {
  const type = requestTypes[signal]
  return Uint8Array.from(type.encode(type.fromObject(message)).finish())
}

export function decode(signal: Signal, bytes: Uint8Array): Decoded {
  const type = requestTypes[signal]
  return type.toObject(type.decode(bytes), { longs: String, bytes: String }) as Decoded
}

/** OTLP's JSON: as protobuf's, but that ids are hex. */
export function encodeJson(signal: Signal, message: Decoded): Uint8Array {
  return Buffer.from(JSON.stringify(mapIds(message, 'base64', 'hex')))
}

export function decodeJson(signal: Signal, bytes: Uint8Array): Decoded {
  const message = mapIds(JSON.parse(Buffer.from(bytes).toString()) as Decoded, 'hex', 'base64')
  const type = requestTypes[signal]
  return type.toObject(type.fromObject(message), { longs: String, bytes: String }) as Decoded
}

function mapIds<Value>(value: Value, from: BufferEncoding, to: BufferEncoding): Value {
  if (Array.isArray(value)) return value.map((item: unknown) => mapIds(item, from, to)) as Value
  if (typeof value !== 'object' || value === null) return value
  const mapped = Object.entries(value).map(([key, member]: [string, unknown]) => [
    key,
    /^(?:trace|span|parentSpan)Id$/.test(key) && typeof member === 'string'
      ? Buffer.from(member, from).toString(to)
      : mapIds(member, from, to),
  ])
  return Object.fromEntries(mapped) as Value
}

/** A place of one text in a request: fields from the outside in. */
export type TextPath = readonly protobuf.Field[]

/** Every place of a string or of bytes, each message inside itself at most once; ids are left out. */
export function textPaths(type: protobuf.Type, path: TextPath = []): TextPath[] {
  return type.fieldsArray.flatMap((field) => {
    const { resolvedType } = field
    if (resolvedType instanceof protobuf.Type) {
      const times = path.filter(({ parent }) => parent === resolvedType).length
      return times > 1 ? [] : textPaths(resolvedType, [...path, field])
    }
    const isText = field.type === 'string' || (field.type === 'bytes' && !field.name.endsWith('Id'))
    return isText ? [[...path, field]] : []
  })
}

/** The smallest message with a value at a place. */
export function messageAt([field, ...rest]: TextPath, value: string): Decoded {
  const { name, repeated, type } = field!
  const inner =
    rest.length > 0
      ? messageAt(rest, value)
      : type === 'bytes'
        ? Buffer.from(value, 'latin1').toString('base64')
        : value
  return { [name]: repeated ? [inner] : inner }
}

export function describePath(path: TextPath): string {
  return path.map(({ name }) => name).join('.')
}
