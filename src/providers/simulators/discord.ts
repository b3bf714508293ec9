import type { HttpAnswer, HttpRequest } from '../http-client.ts'
import type { PlantedCredential } from '../simulator.ts'
import { lettersAndDigits } from './noise.ts'
import { answerEmpty, answerJson, readRequest } from './simulated-request.ts'
import { TokenSimulator } from './token-simulator.ts'

/** Webhooks with their token, as https://discord.com/developers/docs/resources/webhook describes them. */
export class DiscordSimulator extends TokenSimulator {
  readonly id = 'discord'
  readonly hosts = ['discord.com', 'canary.discord.com']

  plant(): PlantedCredential {
    this.#add()
    const leaked = this.#add()
    this.#add()
    return {
      rule: 'discord-webhook',
      value: `https://discord.com/api/webhooks/${leaked.id}/${leaked.value}`,
      keyId: leaked.id,
      env: {},
    }
  }

  answer(sent: HttpRequest, nowMs: number): HttpAnswer {
    const { host, path, method } = readRequest(sent)
    const found = /^\/api\/(?:v\d+\/)?webhooks\/(\d+)\/([\w-]+)$/.exec(path)
    if (!this.hosts.includes(host) || found === null)
      return answerJson(404, { message: '404: Not Found', code: 0 })
    const [, id, token] = found
    const webhook = this.world.tokens.find((one) => one.id === id && nowMs < one.deadAtMs)
    if (webhook === undefined) return answerJson(404, { message: 'Unknown Webhook', code: 10015 })
    if (webhook.value !== token)
      return answerJson(401, { message: 'Invalid Webhook Token', code: 50027 })
    if (method === 'GET')
      return answerJson(200, {
        id,
        type: 1,
        name: 'deployments',
        channel_id: '199737254929760256',
        guild_id: '199737254929760256',
        token,
        application_id: null,
      })
    if (method !== 'DELETE') return answerJson(405, { message: '405: Method Not Allowed', code: 0 })
    this.world.end(webhook, 'deleted', nowMs)
    return answerEmpty(204)
  }

  #add() {
    const id = `1${this.noise('0123456789', 17)}`
    return this.world.add(id, this.noise(lettersAndDigits, 68))
  }
}
