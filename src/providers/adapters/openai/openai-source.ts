import type { AdapterSource } from '../adapter-setting.ts'

/** Keys of OpenAI's projects and organisations. */
export const openaiSource: AdapterSource = {
  id: 'openai',
  rules: ['openai-api-key'],
  hosts: () => ['api.openai.com'],
  open: async (setting) => {
    const [{ openaiProbe }, { openaiActions }] = await Promise.all([
      import('./openai-probe.ts'),
      import('./openai-actions.ts'),
    ])
    return {
      id: 'openai',
      name: 'OpenAI',
      rules: ['openai-api-key'],
      actions: [openaiProbe(setting), ...openaiActions(setting)],
      manual: [
        'https://platform.openai.com/api-keys → the key that begins and ends like it → revoke it; keys of the time before projects are under the profile of their user.',
        'A new one: on the same page, Create new secret key, in the same project.',
      ],
    }
  },
}
