import type { HttpAnswer, HttpRequest } from '../http-client.ts'
import type { PlantedCredential, SimulatedEffect, Simulator } from '../simulator.ts'
import { noiseOf } from './noise.ts'
import { TokenWorld, type TokenWorldOptions } from './token-world.ts'

/** A vendor of one kind of token. */
export abstract class TokenSimulator implements Simulator {
  abstract readonly id: string
  abstract readonly hosts: readonly string[]
  protected readonly world: TokenWorld
  protected readonly noise: ReturnType<typeof noiseOf>

  constructor({ seed = 1, propagationMs }: TokenWorldOptions = {}) {
    this.world = new TokenWorld(propagationMs)
    this.noise = noiseOf(seed)
  }

  get effects(): readonly SimulatedEffect[] {
    return this.world.effects
  }

  abstract plant(): PlantedCredential
  abstract answer(sent: HttpRequest, nowMs: number): HttpAnswer
}
