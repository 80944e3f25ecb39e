// SPDX-License-Identifier: Apache-2.0

public import Lanes
internal import Memory
internal import WireFormat

/// The lanes of both classes from ingress through each verify tile to sequence, as they are made.
public struct ClassLanes: ~Copyable {
  /// One verify tile's ends, by `DatagramClass`.
  @frozen
  public struct VerifyEnds: ~Copyable {
    public var inputs = LaneConsumers<DatagramSlot>(capacity: DatagramClass.count)
    public var outputs = LaneProducers<DatagramSlot>(capacity: DatagramClass.count)
  }

  private var urgentOut: LaneProducers<DatagramSlot>
  private var ordinaryOut: LaneProducers<DatagramSlot>
  private var urgentIn: LaneConsumers<DatagramSlot>
  private var ordinaryIn: LaneConsumers<DatagramSlot>
  private let slots: Int
  private let admission: AdmissionLimits

  /// - Parameter slots: of each lane.
  public init(verifyLanes: Int, slots: Int, admission: AdmissionLimits) {
    urgentOut = LaneProducers(capacity: verifyLanes)
    ordinaryOut = LaneProducers(capacity: verifyLanes)
    urgentIn = LaneConsumers(capacity: verifyLanes)
    ordinaryIn = LaneConsumers(capacity: verifyLanes)
    self.slots = slots
    self.admission = admission
  }

  /// Makes the lanes of one more verify tile.
  public mutating func addVerify() -> VerifyEnds {
    var ends = VerifyEnds()
    for class_ in 0..<DatagramClass.count {
      let into = Lane<DatagramSlot>(capacity: slots, payloadBytes: CommandBody.bytesMax)
      let out = Lane<DatagramSlot>(capacity: slots, payloadBytes: CommandBody.bytesMax)
      ends.inputs.append(into.consumer)
      ends.outputs.append(out.producer)
      if class_ == DatagramClass.urgent {
        urgentOut.append(into.producer)
        urgentIn.append(out.consumer)
      } else {
        ordinaryOut.append(into.producer)
        ordinaryIn.append(out.consumer)
      }
    }
    return ends
  }

  /// Takes the ends of ingress and sequence, joined by a count for each class.
  public consuming func join() -> ClassEnds {
    let urgent = SharedCount()
    let ordinary = SharedCount()
    let urgentCount = urgent.reader()
    let ordinaryCount = ordinary.reader()
    return ClassEnds(
      urgentDealer: ClassDealer(
        lanes: urgentOut, sequenced: urgentCount, backlogMax: admission.urgentBacklogMax),
      ordinaryDealer: ClassDealer(
        lanes: ordinaryOut, sequenced: ordinaryCount, backlogMax: admission.ordinaryBacklogMax),
      urgentCollector: ClassCollector(lanes: urgentIn, sequenced: urgent),
      ordinaryCollector: ClassCollector(lanes: ordinaryIn, sequenced: ordinary))
  }
}

/// What ingress and sequence take of both classes.
@frozen
public struct ClassEnds: ~Copyable {
  public let urgentDealer: ClassDealer
  public let ordinaryDealer: ClassDealer
  public let urgentCollector: ClassCollector
  public let ordinaryCollector: ClassCollector
}
