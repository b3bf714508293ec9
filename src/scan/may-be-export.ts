import { latin1Of } from '../text/bytes.ts'

/** What is looked at of a file that begins as JSON. */
const headBytesMax = 1 << 13

/** Keys, or values of keys, that no export of its kind goes without. */
const marks = new RegExp(
  [
    '"ts"\\s*:\\s*"\\d{9,10}\\.', '"type"\\s*:\\s*"(?:version|post|direct_post|user|channel)"', '"zerver_', '"analytics_',
    `"(?:${[
      'client_msg_id', 'change_type', 'url_private', 'dateRange', 'guild', 'Contents', '[mM]essageType', 'JoinWebUrl',
      'organizer', 'created_date', 'date_unixtime', 'personal_information', 'contacts', 'chats', 'messages', 'sender_id',
      'origin_server_ts', 'exported_by', 'rid', 'sender_name', 'senderName', 'fromUser', 'mapping', 'chat_messages',
      'sessionId', 'session_id', 'parentUuid', 'leafUuid', 'messageId', 'payload', 'call_id', 'bubbleId', 'composerId',
      'chunkedPrompt', 'responses', 'cascadeId', 'atof_version', 'run_type', 'trace_?[iI]d', 'traceID', 'resource_?[sS]pans',
      'resource_?[lL]ogs', 'jsonrpc', 'mcpServers', 'choices', 'role', 'call_type', 'request_id', 'custom_id',
    ].join('|')})"`,
  ].join('|'),
) // prettier-ignore

/** Files that say who the ids of an export are; the last part of a path. */
const namesFiles =
  /^(?:(?:org_)?users|channels|groups|dms|mpims|integration_logs|realm|group_info|user_info|channel|user|usersList|teamsList|canvases|lists|huddle_transcripts|file_conversations|(?:meetings|channels|teamMembers|teamInstalledApps)_.*)\.json$/

/** Chats that are no JSON. */
const chats = /chat[^/!]*\.txt$|\d{15,20}\/messages\.csv$/i

/**
 * Whether it is worth asking what a file is an export of, which takes long: it says yes too often, and never for what
 * does not begin as JSON, but for names of chats.
 */
export function mayBeExport(head: Uint8Array, path: string): boolean {
  let at = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0
  while (at < headBytesMax && isSpace(head[at])) at++
  if (head[at] !== 0x7b && head[at] !== 0x5b) return isNamedAsChat(path)
  if (namesFiles.test(path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('!')) + 1)))
    return true
  return marks.test(latin1Of(head, at, Math.min(head.length, headBytesMax))) || isNamedAsChat(path)
}

function isNamedAsChat(path: string): boolean {
  return (path.endsWith('.txt') || path.endsWith('.csv')) && chats.test(path)
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
}
