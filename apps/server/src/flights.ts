import { LightController, onAbort, type Signal } from './signals.ts'

/** Somebody who waits for the result of a flight. */
interface Follower<Result> {
  resolve(result: Result): void
  reject(reason: unknown): void
}

/** Work under way, and who waits for it. */
interface Flight<Result> {
  readonly controller: LightController
  readonly followers: Set<Follower<Result>>
}

/**
 * Does the same work once for all who ask for it while it is under way.
 *
 * ```ts
 * const flights = new Flights<Buffer>()
 * const bytes = await flights.share(etag, signal, (signal) => draw(signal))
 * ```
 */
export class Flights<Result> {
  readonly #flights = new Map<string, Flight<Result>>()

  /** Names under way. */
  get size(): number {
    return this.#flights.size
  }

  /** Whether work of that name is under way. */
  has(name: string): boolean {
    return this.#flights.has(name)
  }

  /**
   * Joins the work of that name, or starts it. Its result, or its error, goes to all who have joined.
   *
   * @param signal leaves: the promise rejects with its reason at once, and the work goes on for the others.
   * @param start begins the work; its own signal aborts when all have left. Whoever comes after that starts anew.
   */
  share(name: string, signal: Signal, start: (signal: Signal) => Promise<Result>): Promise<Result> {
    if (signal.aborted) return Promise.reject(signal.reason)
    const flight = this.#flights.get(name)
    if (flight) return this.#join(name, flight, signal)
    const begun: Flight<Result> = { controller: new LightController(), followers: new Set() }
    this.#flights.set(name, begun)
    // Joined first: `start` may come to its end, or be given up, before it returns.
    const result = this.#join(name, begun, signal)
    void this.#fly(name, begun, start)
    return result
  }

  async #fly(
    name: string,
    flight: Flight<Result>,
    start: (signal: Signal) => Promise<Result>,
  ): Promise<void> {
    const { controller, followers } = flight
    try {
      const result = await start(controller)
      this.#forget(name, flight)
      for (const { resolve } of followers) resolve(result)
    } catch (error) {
      this.#forget(name, flight)
      for (const { reject } of followers) reject(error)
    }
  }

  #join(name: string, flight: Flight<Result>, signal: Signal): Promise<Result> {
    const { followers, controller } = flight
    return new Promise((resolve, reject) => {
      const depart = () => {
        cancel()
        followers.delete(follower)
      }
      const follower: Follower<Result> = {
        resolve: (result) => {
          depart()
          resolve(result)
        },
        reject: (reason) => {
          depart()
          reject(reason)
        },
      }
      followers.add(follower)
      const cancel = onAbort(signal, () => {
        follower.reject(signal.reason)
        if (followers.size > 0) return
        this.#forget(name, flight)
        controller.abort(signal.reason)
      })
    })
  }

  #forget(name: string, flight: Flight<Result>): void {
    if (this.#flights.get(name) === flight) this.#flights.delete(name)
  }
}
