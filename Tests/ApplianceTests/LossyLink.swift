// SPDX-License-Identifier: Apache-2.0

import Gateway
import Memory
import PacketIO

/// A cable between an appliance and a gateway that loses, repeats and overtakes frames, as a seed
/// decides; or as it is told.
final class LossyLink {
  /// The appliance's end of the cable; another appliance may be put there.
  var near: Port
  private var far: Port
  private var random: SplitMix
  /// Of a hundred frames, in either direction: lost, sent twice, kept back for a while.
  var lost = 0
  var repeated = 0
  var delayed = 0
  /// Asked of each frame besides: its UDP payload, and whether it goes to the gateway.
  var drops: (_ payload: ByteView, _ isDown: Bool) -> Bool = { _, _ in false }
  private(set) var dropped = 0
  private var kept: [(bytes: [UInt8], isDown: Bool)] = []

  init(near: consuming Port, far: consuming Port, seed: UInt64) {
    self.near = near
    self.far = far
    random = SplitMix(state: seed)
  }

  func poll() {
    carry(isDown: true)
    carry(isDown: false)
    if !kept.isEmpty && random.below(8) == 0 {
      let frame = kept.remove(at: random.below(kept.count))
      send(frame.bytes, isDown: frame.isDown)
    }
  }

  private func carry(isDown: Bool) {
    let count = isDown ? near.receive() : far.receive()
    for i in 0..<count {
      let frame = isDown ? near.received(i) : far.received(i)
      let bytes = (0..<frame.bytes.count).map { frame.bytes[$0] }
      let payload = frame.bytes.slice(
        UDPDatagram.payloadOffset, count: frame.bytes.count - UDPDatagram.payloadOffset)
      if random.below(100) < lost || drops(payload, isDown) {
        dropped += 1
        continue
      }
      if random.below(100) < delayed {
        kept.append((bytes, isDown))
        continue
      }
      send(bytes, isDown: isDown)
      if random.below(100) < repeated { send(bytes, isDown: isDown) }
    }
    if count > 0 { if isDown { near.releaseReceived() } else { far.releaseReceived() } }
  }

  /// A full end loses the frame, as any cable would.
  private func send(_ bytes: [UInt8], isDown: Bool) {
    if (isDown ? far.reserve(1) : near.reserve(1)) == 0 { return }
    let frame = isDown ? far.outgoing(0) : near.outgoing(0)
    for (i, byte) in bytes.enumerated() { frame[i] = byte }
    if isDown {
      far.setLength(0, bytes.count)
      _ = far.transmit(1)
    } else {
      near.setLength(0, bytes.count)
      _ = near.transmit(1)
    }
  }
}
