import { checkFormat, JsonLines, noise, type Expected, type Plant } from '../check-format.ts'

function chat(plant: Plant, said: Expected): object[] {
  return [
    { role: 'user', content: plant({ ...said, role: 'user' }) },
    {
      role: 'assistant',
      tool_calls: [{ id: 'call_1', function: { name: 'sh', arguments: JSON.stringify({ a: plant({ ...said, tool: 'sh', toolCall: 'call_1' }) }) } }],
    },
    { role: 'tool', tool_call_id: 'call_1', content: plant({ ...said, role: 'tool', toolCall: 'call_1' }) },
  ]
} // prettier-ignore

function litellm(plant: Plant): object {
  const said = { run: 'trace-1', record: 'chatcmpl-1', model: 'gpt-4o', user: 'ann', time: '2025-01-24T10:34:09.675Z' }
  return {
    id: 'chatcmpl-1',
    trace_id: 'trace-1',
    call_type: 'acompletion',
    response_cost: 0.1,
    model: 'gpt-4o',
    startTime: 1737714849.6753,
    end_user: 'ann',
    messages: chat(plant, said),
    response: { choices: [{ message: { role: 'assistant', content: plant({ ...said, role: 'assistant' }) } }] },
    model_parameters: { extra_headers: { 'x-key': plant(said) } },
    metadata: { user_api_key_hash: noise('hex:64'), requester_metadata: { note: plant(said) } },
    error_str: plant(said),
  }
} // prettier-ignore

checkFormat('LiteLLM', {
  format: 'litellm',
  build: (plant) => ({
    'logs.jsonl': new JsonLines([litellm(plant)]),
    'logs.json': [litellm(plant)],
  }),
})

function helicone(plant: Plant): object {
  const said = { run: 'session-1', record: 'req-1', model: 'gpt-4o', user: 'ann', time: '2025-01-24T10:34:09Z' }
  return {
    request_id: 'req-1',
    response_id: noise('uuid'),
    request_created_at: '2025-01-24T10:34:09Z',
    request_path: `https://api.openai.com/v1/chat/completions?key=${plant(said)}`,
    request_user_id: 'ann',
    request_properties: { 'Helicone-Session-Id': 'session-1', note: plant(said) },
    request_model: 'gpt-4o',
    request_body: { messages: chat(plant, said) },
    response_body: { choices: [{ message: { role: 'assistant', content: plant(said) } }] },
    auth_hash: noise('hex:64'),
  }
} // prettier-ignore

checkFormat('Helicone', {
  format: 'helicone',
  build: (plant) => ({
    'requests.jsonl': new JsonLines([helicone(plant)]),
    'page.json': { data: [helicone(plant)], error: null },
  }),
})
