import type { Attribution } from '../attribution.ts'
import type { JsonLayout, Scope } from '../layout.ts'
import { timeOfLog } from './log-fields.ts'

/**
 * https://langfuse.com/docs/api-and-data-platform/features/public-api and the exports of its interface and of its blob
 * storage, whose names are written with underscores.
 */
const trace: Scope = {
  isRecord: true,
  fields: {
    run: 'sessionId|session_id|traceId|trace_id|id',
    record: 'id',
    trace: 'traceId|trace_id|id',
    user: 'userId|user_id',
    time: 'timestamp|startTime|start_time|createdAt|created_at',
    workspace: 'projectId|project_id',
  },
}

const observation: Scope = {
  isRecord: true,
  fields: {
    ...trace.fields,
    run: 'sessionId|session_id|traceId|trace_id',
    trace: 'traceId|trace_id',
    span: 'id',
    parentRun: 'parentObservationId|parent_observation_id',
    model: 'model|providedModelName|provided_model_name|internalModel',
    // What kind of observation, and its name; `finish` reads both.
    role: 'type',
    tool: 'name',
  },
}

const { run: _run, ...fieldsInTrace } = observation.fields

/** Its trace says what session it is in. */
const observationInTrace: Scope = { isRecord: true, fields: fieldsInTrace }

/** What is sent to it. */
const event: Scope = {
  isRecord: true,
  fields: {
    run: 'body.sessionId|body.traceId|body.id',
    trace: 'body.traceId|body.id',
    record: 'body.id',
    span: 'body.id',
    parentRun: 'body.parentObservationId',
    user: 'body.userId',
    model: 'body.model',
    time: 'body.startTime|body.timestamp|timestamp',
    role: 'body.type|type',
    tool: 'body.name',
  },
}

const message: Scope = { fields: { role: 'role', toolCall: 'tool_call_id' } }

const rest = {
  format: 'langfuse',
  opaque: [
    '**.id', '**.traceId', '**.trace_id', '**.sessionId', '**.session_id', '**.parentObservationId', '**.parent_observation_id',
    '**.projectId', '**.project_id', '**.promptId', '**.modelId', '**.tool_call_id',
  ],
  finish: finishObservation,
} // prettier-ignore

const below = {
  '**.observations[]': observationInTrace,
  '**.scores[]': {
    isRecord: true,
    fields: { record: 'id', user: 'authorUserId', time: 'timestamp', span: 'observationId' },
  },
  '**.input[]': message,
  '**.input.messages[]': message,
  '**.output': message,
  '**.output[]': message,
  '**.output.messages[]': message,
  '**.tool_calls[]': { fields: { toolCall: 'id', tool: 'function.name|name' } },
} satisfies JsonLayout['scopes']

const places = ['', '[].', 'data[].'] as const

export const langfuseTraces: JsonLayout = {
  ...rest,
  holds: 'traces',
  signs: [
    ...places.flatMap((at) => [
      [`${at}id`, `${at}sessionId`, `${at}userId`, `${at}input`],
      [`${at}id`, `${at}session_id`, `${at}user_id`, `${at}input`],
      [`${at}id`, `${at}htmlPath`],
      [`${at}id`, `${at}observations`, `${at}input`],
      [`${at}id`, `${at}observations[].traceId`],
      [`${at}id`, `${at}observations[].trace_id`],
    ]),
    [
      ['batch[].type', /^(?:trace|span|generation|event|observation|score)-(?:create|update)$/],
      'batch[].body.id',
    ],
  ],
  scopes: { '': trace, '[]': trace, 'data[]': trace, 'batch[]': event, ...below },
}

export const langfuseObservations: JsonLayout = {
  ...rest,
  holds: 'observations',
  signs: places.flatMap((at) => [
    [`${at}traceId`, `${at}parentObservationId`, `${at}type`],
    [`${at}traceId`, `${at}type`, `${at}startTime`, `${at}statusMessage`],
    [`${at}trace_id`, `${at}parent_observation_id`, `${at}type`],
    [`${at}traceId`, `${at}observationId`, `${at}dataType`],
  ]),
  scopes: { '': observation, '[]': observation, 'data[]': observation, ...below },
}

function finishObservation({ role, tool, time, ...said }: Attribution): Attribution {
  const kind = role?.replace(/-(?:create|update)$/, '').toLowerCase()
  const isKind = kind !== undefined && kinds.test(kind)
  return {
    ...said,
    ...timeOfLog(time),
    ...(kind !== undefined && (!isKind || kind === 'tool') && { role: kind }),
    ...(tool !== undefined && (kind === 'tool' || said.toolCall !== undefined) && { tool }),
    ...(tool !== undefined && kind === 'agent' && { agent: tool }),
  }
}

/** https://langfuse.com/docs/observability/features/observation-types */
const kinds =
  /^(?:trace|span|generation|event|agent|tool|chain|retriever|evaluator|embedding|guardrail|score|observation|sdk-log)$/
