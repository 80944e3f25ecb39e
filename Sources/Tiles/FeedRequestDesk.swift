// SPDX-License-Identifier: Apache-2.0

public import Lanes
internal import Memory
internal import PacketIO
internal import WireFormat

/// What became of a request for messages of the feed.
enum RequestOutcome: BitwiseCopyable {
  case accepted, unregistered, malformed, throttled, backlog
}

/// Who may ask for messages of the feed again, and how often: ingress asks it, egress answers.
///
///     datagram to the request port ─▶ a subscriber's address? ─▶ in form? ─▶ its budget ─▶ lane
///
/// Nothing is learnt from a frame: the answer goes to the address in the configuration, which is the
/// only one from which the question is taken.
public struct FeedRequestDesk: ~Copyable {
  let port: UInt16
  private let session: MoldSession
  private let subscribers: Slab<Subscriber>
  private let count: Int
  private var egress: LaneProducer<FeedRequestSlot>

  /// - Parameter egress: where requests that are to be answered go.
  /// - Precondition: at most `FeedSettings.subscribersMax` subscribers.
  public init(_ settings: FeedSettings, egress: consuming LaneProducer<FeedRequestSlot>) {
    count = settings.subscribers.count
    invariant(count <= FeedSettings.subscribersMax, "there are not too many subscribers")
    port = settings.requestPort
    session = settings.session
    subscribers = Slab(count: max(1, count))
    self.egress = egress
    for (i, address) in settings.subscribers.enumerated() {
      subscribers[i] = Subscriber(
        address: address,
        bucket: TokenBucket(rate: settings.requestRate, burst: settings.requestBurst))
    }
  }

  /// Takes a datagram that came to the request port.
  @_noAllocation @_noLocks
  mutating func take(_ datagram: UDPDatagram, _ now: UInt64) -> RequestOutcome {
    var place = 0
    while place < count && !subscribers[place].isAt(datagram.source) { place += 1 }
    if place == count { return .unregistered }
    guard let request = MoldRequest(parsing: datagram.payload, for: session)
    else { return .malformed }
    // Taken out and put back: changed in place, it is IR that 6.3.1 refuses under ThreadSanitizer.
    var subscriber = subscribers[place]
    let isGranted = subscriber.bucket.take(now)
    subscribers[place] = subscriber
    if !isGranted { return .throttled }
    if egress.writable() == 0 { return .backlog }
    egress[0] = FeedRequestSlot(request, subscriber: place)
    egress.publish()
    return .accepted
  }
}

/// A subscriber as ingress knows it.
struct Subscriber: BitwiseCopyable {
  var address: Endpoint
  var bucket: TokenBucket

  /// Whether a datagram came from it.
  @_noAllocation @_noLocks
  func isAt(_ source: Endpoint) -> Bool {
    source.ipv4.rawValue == address.ipv4.rawValue && source.udpPort == address.udpPort
      && source.mac.rawValue == address.mac.rawValue
  }
}
