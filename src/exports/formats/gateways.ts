import type { JsonLayout, Scope } from '../layout.ts'
import { timeOfLog } from './log-fields.ts'
import { openai } from './openai.ts'

const message: Scope = {
  isRecord: true,
  fields: { role: 'role', toolCall: 'tool_call_id', tool: 'name' },
}
const call: Scope = { fields: { toolCall: 'id', tool: 'function.name|name' } }

const scopes = {
  '**.messages[]': message,
  '**.choices[].message': message,
  '**.content[]': { fields: { toolCall: 'tool_use_id|id', tool: 'name' } },
  '**.tool_calls[]': call,
} satisfies JsonLayout['scopes']

/** https://docs.litellm.ai/docs/proxy/logging_spec, and its table of requests. */
const request: Scope = {
  isRecord: true,
  fields: {
    run: 'session_id|metadata.session_id|litellm_session_id|trace_id|id|request_id',
    record: 'id|request_id',
    trace: 'trace_id|litellm_trace_id',
    model: 'model',
    user: 'end_user|user|metadata.user_api_key_user_email|metadata.user_api_key_user_id|metadata.user_api_key_alias',
    workspace: 'metadata.user_api_key_team_alias|team_id|metadata.user_api_key_team_id',
    time: 'startTime|start_time',
  },
}

export const litellm: JsonLayout = {
  format: 'litellm',
  holds: 'requests',
  signs: ['', '[].', 'data[].'].flatMap((at) => [
    [`${at}call_type`, `${at}messages`, `${at}model`, `${at}startTime`],
    [`${at}call_type`, `${at}response_cost`, `${at}model`],
    [`${at}request_id`, `${at}call_type`, `${at}startTime`, `${at}spend`],
  ]),
  scopes: { '': request, '[]': request, 'data[]': request, ...scopes },
  // Of keys it keeps hashes.
  opaque: [
    '**.user_api_key_hash', '**.metadata.user_api_key', 'api_key', '[].api_key', 'data[].api_key', '**.cache_key', '**.model_id',
    '**.user_api_key_auth_metadata.token', ...openai.opaque!,
  ],
  finish: ({ time, ...said }) => ({ ...said, ...timeOfLog(time) }),
} // prettier-ignore

/** https://docs.helicone.ai/rest/request/post-v1requestquery-clickhouse: requests as its API and its export give them. */
const heliconeRequest: Scope = {
  isRecord: true,
  fields: {
    run: 'request_properties."Helicone-Session-Id"|properties."Helicone-Session-Id"|request_id',
    record: 'request_id',
    model: 'response_model|request_model|model_override|request_body.model|model',
    user: 'request_user_id|user_id',
    time: 'request_created_at|created_at',
  },
}

export const helicone: JsonLayout = {
  format: 'helicone',
  holds: 'requests',
  signs: ['', '[].', 'data[].'].flatMap((at) => [
    [`${at}request_id`, `${at}request_created_at`, `${at}request_path`],
    [`${at}request_id`, `${at}response_id`, `${at}request_created_at`],
    [`${at}request_id`, `${at}request_body`, `${at}response_body`],
  ]),
  scopes: { '': heliconeRequest, '[]': heliconeRequest, 'data[]': heliconeRequest, ...scopes },
  opaque: ['**.helicone_user', '**.auth_hash', ...openai.opaque!],
  finish: litellm.finish!,
} // prettier-ignore
