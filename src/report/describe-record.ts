import type { ExportOrigin } from '../engine/document.ts'
import { countOf } from './format-quantity.ts'

/** Where people write a channel's name behind a `#`. */
const hashed = new Set(['slack', 'discord', 'mattermost', 'rocketchat', 'zulip'])

/** Where what people ask for is the ticket. */
const ofTickets = new Set(['jira', 'zendesk', 'freshdesk', 'intercom', 'linear', 'github'])

/** Longer ids are shown by their beginning: nobody compares them by eye, and `json` has them whole. */
const idLengthMax = 12
const shownIdLength = 8

/**
 * Who said something, where and when, as pieces for one line: `#general`, `Ann`, `2025-01-24 10:34 UTC`; of agents in
 * which run, and what it is there: `claude-code run 3f2a8c11…`, `Bash result`, `turn 12`. Never empty. May hold control
 * characters, as the export does.
 */
export function describeRecord(origin: ExportOrigin): string[] {
  const told = [...sourceOf(origin), ...describeStep(origin)].filter((piece) => piece !== '')
  if (told.length > 0) return told
  return [origin.format === 'sqlite' ? 'left of deleted or changed rows' : origin.format]
}

/** The same without where it was said, or in which run. */
export function describeStep(origin: ExportOrigin): string[] {
  const pieces = isOfAgent(origin) ? stepOfAgent(origin) : stepOfChat(origin)
  return pieces.filter((piece) => piece !== '')
}

/** `+3 copies`, in the same record, or what else the place stands for; empty when it is alone. */
export function describeCopies({ copies = [], repeats = 0 }: ExportOrigin): string {
  const told = [
    copies.length === 0 ? '' : `+${countOf(copies.length, 'copy', 'copies')}`,
    repeats === 0 ? '' : `+${repeats} in this export`,
  ]
  return told.filter((piece) => piece !== '').join(' ')
}

/** All that an export says of a place, by name, in the order in which people ask; without its file and copies. */
export function attributionOf(origin: ExportOrigin): (readonly [name: string, text: string])[] {
  const { kind: _kind, path: _path, copies: _copies, repeats: _repeats, ...said } = origin
  const rankOf = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length)
  return Object.entries(said)
    .filter((entry): entry is [string, string] => typeof entry[1] === 'string')
    .toSorted(([left], [right]) => rankOf(left) - rankOf(right))
}

const order = [
  'format', 'workspace', 'channel', 'channelId', 'thread', 'user', 'userId', 'time', 'url', 'run', 'parentRun', 'agent',
  'turn', 'role', 'model', 'tool', 'toolCall', 'file', 'trace', 'span', 'record', 'field',
] // prettier-ignore

/** What a run or, where people talk, a channel is called; `undefined` where the export does not say. */
export function describeSource(origin: ExportOrigin): string | undefined {
  const { format, run, trace } = origin
  const id = run ?? trace
  if (id === undefined) {
    const place = placeOf(origin)
    return place === '' ? undefined : place
  }
  return `${format} ${run === undefined ? 'trace' : 'run'} ${shortId(id)}`
}

/** To the minute, with its zone where one is known; as it stands where it is in no form that is known. */
export function describeTime(time: string): string {
  const found = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::\d\d)?(?:\.\d+)?(Z|[-+]\d\d:?\d\d)?$/.exec(time)
  if (!found) return time
  const [, day, minute, zone] = found
  const shownZone =
    zone === 'Z' || /^\+00:?00$/.test(zone ?? '') ? ' UTC' : zone === undefined ? '' : ` ${zone}`
  return `${day} ${minute}${shownZone}`
}

/** The beginning of an id that only a program reads. */
export function shortId(id: string): string {
  const isLong = id.length > idLengthMax && /^[\w-]+$/.test(id)
  return isLong ? `${id.slice(0, shownIdLength)}…` : id
}

export function isOfAgent({ run, trace, role, tool, toolCall }: ExportOrigin): boolean {
  return [run, trace, role, tool, toolCall].some((part) => part !== undefined)
}

function sourceOf(origin: ExportOrigin): string[] {
  if (!isOfAgent(origin)) return [placeOf(origin)]
  const { channel, parentRun, format } = origin
  return [
    describeSource(origin) ?? format,
    channel === undefined ? '' : `“${channel}”`,
    parentRun === undefined ? '' : `of run ${shortId(parentRun)}`,
  ]
}

function stepOfChat(origin: ExportOrigin): string[] {
  const { format, user, userId, time, thread, record } = origin
  const isTold = thread === undefined || thread === record || ofTickets.has(format)
  return [
    user ?? userId ?? '',
    time === undefined ? '' : describeTime(time),
    isTold ? '' : describeThread(thread),
    describeAttached(origin),
  ]
}

function stepOfAgent(origin: ExportOrigin): string[] {
  const { agent, user, turn, time } = origin
  return [
    agent === undefined ? '' : `agent ${shortId(agent)}`,
    speakerOf(origin),
    user ?? '',
    turn === undefined ? '' : `turn ${shortId(turn)}`,
    time === undefined ? '' : describeTime(time),
    describeAttached(origin),
  ]
}

/** Of a tool the file is what it has read or written. */
function describeAttached({ file, role = 'user', tool, toolCall }: ExportOrigin): string {
  if (file === undefined || tool !== undefined || toolCall !== undefined) return ''
  return `${role === 'user' ? 'attachment' : 'file'} ${file}`
}

/** Threads have names in some tools, and in others the number or the time of the message they began with. */
function describeThread(thread: string): string {
  if (/^[\d.]+$/.test(thread) || isMachineId(thread)) return 'in a thread'
  return `thread ${shortId(describeTime(thread))}`
}

function speakerOf({ role, tool, toolCall }: ExportOrigin): string {
  if (tool === undefined && toolCall === undefined) return role ?? ''
  const name = tool ?? 'tool'
  if (role === 'tool') return `${name} result`
  return role === 'assistant' ? `${name} call` : name
}

function placeOf({ format, channel, channelId, workspace, ...said }: ExportOrigin): string {
  const place = channel ?? channelId
  const isNamed = channel !== undefined && channel !== channelId && !/^[#@]/.test(channel)
  const shown = place === undefined ? '' : `${isNamed && hashed.has(format) ? '#' : ''}${place}`
  const whose = workspace === undefined || isMachineId(workspace) ? '' : workspace
  const ticket = ofTickets.has(format) ? shownTicket(said) : ''
  // Keys of issues begin with their project's.
  const pieces = [whose, ticket.startsWith(`${shown}-`) ? '' : shown, ticket]
  return pieces.filter((piece) => piece !== '').join(' ')
}

/** Of a comment that of its ticket. */
function shownTicket({ thread, record }: Pick<ExportOrigin, 'thread' | 'record'>): string {
  const ticket = thread ?? record ?? ''
  return /^\d+$/.test(ticket) ? `#${ticket}` : shortId(ticket)
}

function isMachineId(text: string): boolean {
  return /^(?:[A-Z][A-Z0-9]{7,}|\d+|[\da-f]{8}-[\da-f-]{27,})$/i.test(text) && /\d/.test(text)
}
