// SPDX-License-Identifier: Apache-2.0

public import Lanes
internal import Memory
public import PacketIO
public import WireFormat

/// Where the public feed goes, how much of it is kept, and who may ask for it again.
public struct FeedSettings: Sendable {
  /// Line A, and line B where there is one: groups or hosts.
  public var lineA: Endpoint
  public var lineB: Endpoint?
  /// The group or host of snapshot pages.
  public var snapshot: Endpoint
  /// Our own port for requests.
  public var requestPort: UInt16 = 26_403
  /// Messages that can be asked for again, a power of two; 128 bytes each.
  public var retainedMessages = 65_536
  /// Who may ask: exactly these Ethernet addresses, IPv4 addresses and ports.
  public var subscribers: [Endpoint] = []
  /// Requests of each that are answered per second, and at once.
  public var requestRate: UInt64 = 200
  public var requestBurst: UInt64 = 100
  /// Snapshot pages per second; 0 for none.
  public var snapshotPagesPerSecond: UInt64 = 100
  /// Silence of the feed after which a heartbeat says so; 0 for never.
  public var heartbeatMilliseconds: UInt64 = 250
  /// The names of the two streams.
  public let session = MoldSession("MATCHLOCK")!
  public let snapshotSession = MoldSession("SNAPSHOT")!

  /// Subscribers, at most: each is looked at for each request.
  public static let subscribersMax = 64
  public init(lineA: Endpoint, snapshot: Endpoint) {
    self.lineA = lineA
    self.snapshot = snapshot
  }
}

/// A request for messages missed, on its way from ingress to egress.
@frozen
public struct FeedRequestSlot: BitwiseCopyable, Sendable {
  public var sequence: UInt64
  public var count: UInt16
  /// Bytes of the question, which the answer does not exceed.
  public var bytes: UInt16
  /// Who asks, by place among the subscribers.
  public var subscriber: UInt32

  @_noAllocation @_noLocks
  init(_ request: MoldRequest, subscriber: Int) {
    sequence = request.sequence
    count = request.count
    bytes = UInt16(request.bytes)
    self.subscriber = UInt32(subscriber)
  }
}

/// A snapshot page on its way from match to egress. Beside it: its message. Its place among the events
/// is marked by an event of its own.
@frozen
public struct PageSlot: BitwiseCopyable, Sendable {
  public var length: UInt32

  @_noAllocation @_noLocks
  init(length: UInt32) { self.length = length }
}

/// The public feed as egress knows it: what was sent, kept for who asks; what line B still lacks.
public struct EgressFeed: ~Copyable {
  let session: MoldSession
  let snapshotSession: MoldSession
  let lineA: Endpoint
  let lineB: Endpoint
  let hasLineB: Bool
  let snapshot: Endpoint
  /// Where answers come from.
  let requestAddress: Endpoint
  let subscribers: Slab<Endpoint>
  var requests: LaneConsumer<FeedRequestSlot>
  var pages: LaneConsumer<PageSlot>
  var retained: RetainedFeed
  var snapshotSequence: UInt64 = 1
  /// The packet that has left on line A and not yet on line B: its first message, and how many.
  var owedSequence: UInt64 = 0
  var owedCount = 0
  let heartbeat: UInt64
  var sentAt: UInt64 = 0

  /// - Parameters:
  ///   - local: ourselves.
  ///   - requests: from ingress; `pages`: from match.
  public init(
    _ settings: FeedSettings, local: Endpoint, requests: consuming LaneConsumer<FeedRequestSlot>,
    pages: consuming LaneConsumer<PageSlot>
  ) {
    session = settings.session
    snapshotSession = settings.snapshotSession
    lineA = settings.lineA
    lineB = settings.lineB ?? .none
    hasLineB = settings.lineB != nil
    snapshot = settings.snapshot
    requestAddress = Endpoint(mac: local.mac, ipv4: local.ipv4, udpPort: settings.requestPort)
    subscribers = Slab(count: max(1, settings.subscribers.count))
    self.requests = requests
    self.pages = pages
    retained = RetainedFeed(capacity: settings.retainedMessages)
    heartbeat = settings.heartbeatMilliseconds * 1_000_000
    for (i, subscriber) in settings.subscribers.enumerated() { subscribers[i] = subscriber }
  }

  /// Whether a packet has left on one line only.
  var isOwed: Bool { @_noAllocation @_noLocks get { owedSequence != 0 } }

  /// Whether nothing waits.
  var isQuiet: Bool {
    mutating get {
      if isOwed || requests.readable() != 0 { return false }
      return pages.readable() == 0
    }
  }
}
