// SPDX-License-Identifier: Apache-2.0

internal import Telemetry
internal import Memory
internal import Lanes
internal import PacketIO

/// Answers to neighbours.
extension EgressTile {
  /// Sends a few of the frames that ingress wrote, as they are.
  @_noAllocation @_noLocks
  mutating func takeNeighbours() -> Int {
    let count = min(neighbours.readable(), 8)
    var done = 0
    while done < count {
      guard let frame = openWhole() else { break }
      let length = Int(neighbours[done].length)
      frame.copy(neighbours.payload(done).view.slice(0, count: length))
      transmitter.setLength(filled, length)
      filled += 1
      tally(.neighbourFrames)
      done += 1
    }
    neighbours.release(done)
    return done
  }
}
