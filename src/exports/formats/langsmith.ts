import type { Attribution } from '../attribution.ts'
import type { JsonLayout, Scope } from '../layout.ts'

/** https://docs.langchain.com/langsmith/run-data-format: runs as the API and its exports give them. */
const run: Scope = {
  isRecord: true,
  fields: {
    run: 'trace_id|id',
    record: 'id',
    parentRun: 'parent_run_id',
    trace: 'trace_id',
    span: 'id',
    time: 'start_time',
    workspace: 'session_name|project_name|session_id',
    user: 'extra.metadata.user_id|extra.metadata.ls_user_id',
    thread: 'extra.metadata.session_id|extra.metadata.thread_id|extra.metadata.conversation_id',
    model:
      'extra.metadata.ls_model_name|extra.invocation_params.model|extra.invocation_params.model_name',
    agent: 'extra.metadata.langgraph_node|extra.metadata.lc_agent_name',
    url: 'app_path',
    // What kind of run, and its name; `finish` reads both.
    role: 'run_type',
    tool: 'name',
  },
}

/** A message of LangChain. */
const message: Scope = {
  fields: { role: 'kwargs.type|data.type|type|role', toolCall: 'kwargs.tool_call_id|data.tool_call_id|tool_call_id' },
} // prettier-ignore

const call: Scope = { fields: { toolCall: 'id', tool: 'name|function.name' } }

const sign = ['run_type', 'trace_id'] as const

export const langsmith: JsonLayout = {
  format: 'langsmith',
  holds: 'runs',
  signs: [
    ...['', '[].', 'runs[].', 'post[].', 'patch[].', 'data[].'].flatMap((at) => [
      sign.map((name) => at + name),
      [`${at}run_type`, `${at}dotted_order`, `${at}inputs`],
      [`${at}run_type`, `${at}inputs`, `${at}parent_run_id`],
      [`${at}run_type`, `${at}inputs`, `${at}start_time`],
    ]),
    ['run_type', 'child_runs'],
  ],
  scopes: {
    '': run,
    '[]': run,
    'runs[]': run,
    'data[]': run,
    'post[]': run,
    'patch[]': run,
    '**.child_runs[]': run,
    '**.messages[]': message,
    '**.messages[][]': message,
    '**.message': message,
    '**.tool_calls[]': call,
  },
  // Each piece of an answer is an event.
  joins: [
    { at: '**.events', pieces: ['[].kwargs.token', '[].kwargs.chunk.text'] },
  ],
  opaque: [
    '**.trace_id', '**.dotted_order', '**.parent_run_id', '**.parent_run_ids[]', '**.session_id', '**.id', '**.reference_example_id',
    '**.manifest_id', '**.manifest_s3_id', '**.tool_call_id', '**.system_fingerprint', '**.share_token', '**.ls_run_depth',
    '**.revision_id',
  ],
  finish({ role, tool, url, ...said }: Attribution) {
    const kinds: Readonly<Record<string, string>> = { human: 'user', ai: 'assistant' }
    const isRunType = role !== undefined && /^(?:chain|llm|retriever|embedding|prompt|parser|tool)$/.test(role)
    const isCall = said.toolCall !== undefined || role === 'tool'
    return {
      ...said,
      ...(role !== undefined && (!isRunType || role === 'tool') && { role: kinds[role] ?? role }),
      ...(tool !== undefined && isCall && { tool }),
      ...(tool !== undefined && !isCall && said.agent === undefined && role === 'chain' && { agent: tool }),
      ...(url !== undefined && { url: url.startsWith('/') ? `https://smith.langchain.com${url}` : url }),
    }
  },
} // prettier-ignore
