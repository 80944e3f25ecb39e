// SPDX-License-Identifier: Apache-2.0

public import PacketIO
public import Signing
public import Tiles
public import Venue
public import Verifying
public import WireFormat

/// How the tiles are laid over threads.
public enum Topology: String, CaseIterable, Sendable {
  /// One thread polls every tile.
  case soft
  /// Two threads: ingress and verify; everything else.
  case soft2
  /// A thread for each tile, not pinned: for tests and trials.
  case threads
  /// A thread and a core for each tile.
  case pinned
}

/// What a thread does when its tiles have nothing to do.
public enum IdleStrategy: String, CaseIterable, Sendable {
  /// Spins: for a core of its own.
  case spin
  /// Gives the core to whoever else wants it.
  case yield
}

/// Who signs for the venue.
public enum VenueKeySource: Sendable {
  /// A key file, mode 0600; when it is sealed, the file that holds its passphrase.
  case file(String, passphraseFile: String? = nil)
  /// The signer's token has it.
  case inToken
  /// A seed in the open: demonstrations and tests only.
  case seed([UInt8])
}

/// Everything an appliance is told at start that is not in its log.
public struct ApplianceSettings: Sendable {
  public var genesis: VenueGenesis
  public var local: Endpoint
  /// The public feed: its lines, what is kept of it, who may ask for it again.
  public var feed: FeedSettings
  public var validators: Endpoint
  public var venueKey: VenueKeySource
  public var dataDirectory: String
  public var durability = Durability.disk
  public var topology = Topology.soft2
  public var idle = IdleStrategy.yield
  public var verifyLanes = 1
  public var logClock = LogClock.host
  /// Who signs for the venue.
  public var signer = SignerSource.software
  public var admission = AdmissionLimits()
  public var segmentBytes = 64 << 20
  /// Records match may be ahead of the disk.
  public var runAheadMax: UInt64 = 4_096
  /// Slots of the lanes between tiles, a power of two.
  public var laneSlots = 1_024
  /// Reports of each session kept to be sent again, a power of two.
  public var retainedReports = 1_024
  /// Signatures in one poll of verify.
  public var verifyBurstMax = 8
  /// The table that verify keeps for a key, and the memory for all of them; 0 for none. Keys get the
  /// smallest table once half of it is used, and none once all is: slower, to the same verdicts.
  public var keyTableTier = KeyTableTier.kilobytes64
  public var keyTableBytesMax = 256 << 20
  /// A file in shared memory that `matchlock top` reads; nil for none.
  public var board: String?
  /// For trials only: what a slowdown of one stage looks like from outside. Ingress's thread is held up so
  /// long, in nanoseconds, for each frame it took, before verify has its turn; 0 in earnest.
  public var plantedIngressNanoseconds: UInt64 = 0
  /// Log records under one receipt signature.
  public var receiptLeavesMax = 8_192

  public init(
    genesis: VenueGenesis, local: Endpoint, marketData: Endpoint, validators: Endpoint,
    venueKey: VenueKeySource, dataDirectory: String
  ) {
    self.genesis = genesis
    self.local = local
    feed = FeedSettings(lineA: marketData, snapshot: ApplianceConfiguration.snapshotAddress)
    self.validators = validators
    self.venueKey = venueKey
    self.dataDirectory = dataDirectory
  }

  /// Who the venue is, as signatures name it.
  public var identity: Identity {
    Identity(
      venue: genesis.block.venue, chain: genesis.block.chain, network: genesis.block.network)
  }
}

/// Why an appliance cannot start or go on: one line, with the remedy.
public struct ApplianceError: Error, CustomStringConvertible, Sendable {
  public let description: String

  public init(_ description: String) { self.description = description }
}
