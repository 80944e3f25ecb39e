// SPDX-License-Identifier: Apache-2.0

internal import Glibc
public import Memory
public import WireFormat

/// Writes settlement files. Blocks: for a helper thread, never a tile.
///
///     take(chunk) ─▶ flush ─┬─▶ batches-000001.mlb, …     entries, headers, signatures into them
///                           └─▶ receipts-000001.mlr, …
///
/// Each run writes new files, numbered on from those in the folder; none is ever overwritten. A file
/// is left for the next at a batch's end when it has `fileBytesMax` bytes. A file is made when its
/// first bytes come, so that none is empty, and is synchronised when it is left.
///
/// A chunk is taken whole, then flushed as often as it takes: after an error `flush` goes on at the
/// byte where it stopped. The batch files hold the log and may be rebuilt from it; a write that is
/// lost loses nothing that was acknowledged.
public struct SettlementFiles: ~Copyable {
  /// Where a closed batch's signature goes.
  private struct Slot {
    var batch: UInt64
    var offset: Int
    /// The file was left meanwhile: `left` holds it.
    var isLeft: Bool
  }

  public let folder: String
  public let identity: Identity
  public let fileBytesMax: Int

  private var batches: SettlementFile?
  private var receipts: SettlementFile?
  /// The last batch file but one, kept open for its last signature.
  private var left: SettlementFile?
  private var slot: Slot?
  private var nextBatches: Int
  private var nextReceipts: Int

  /// What the chunk taken last asks for, its bytes, the command being executed and how many of that
  /// one's bytes are written.
  private var steps: [Step] = []
  private var chunk: [UInt8] = []
  private var step = 0
  private var done = 0

  private struct Step {
    var command: SettlementSink.Command
    var number: UInt64
    var start: Int
    var length: Int
  }

  /// Looks at the folder; writes nothing yet.
  ///
  /// - Parameter fileBytesMax: a file with so many bytes is left at its batch's end.
  /// - Throws: `folder` when it cannot be read.
  public init(
    folder: String, identity: Identity, fileBytesMax: Int = 256 << 20
  ) throws(SettlementFileError) {
    invariant(fileBytesMax > 0, "a file holds something")
    // All that may throw comes first: a noncopyable value is made whole or not at all.
    let batchesNumber = try SettlementFolder.next(folder, .batches)
    let receiptsNumber = try SettlementFolder.next(folder, .receipts)
    self.folder = folder
    self.identity = identity
    self.fileBytesMax = fileBytesMax
    nextBatches = batchesNumber
    nextReceipts = receiptsNumber
  }

  deinit {
    // `close` synchronises; this only gives descriptors back.
    for case .some(let file) in [batches, receipts, left] { _ = Glibc.close(file.descriptor) }
  }

  /// Whether the chunk taken last is written whole, and another may be taken.
  public var isFlushed: Bool { step == steps.count }

  /// Takes a chunk of `SettlementSink`; copies it.
  ///
  /// - Precondition: `isFlushed`; the chunk is one that `SettlementSink.next` made.
  public mutating func take(_ view: ByteView) {
    invariant(isFlushed, "a chunk is taken after the one before was written")
    steps.removeAll(keepingCapacity: true)
    chunk.removeAll(keepingCapacity: true)
    step = 0
    done = 0
    var at = 0
    while at < view.count {
      guard let command = SettlementSink.Command(wire: view[at]) else {
        fatalError("invariant: a chunk holds known commands")
      }
      let length = Int(view.load(at + 2, as: UInt16.self))
      let number = view.load(at + 8, as: UInt64.self)
      let payload = view.slice(at + SettlementSink.commandHeaderBytes, count: length)
      // Runs of one batch's bytes become one write.
      if command == .batchBytes, let last = steps.last, last.command == .batchBytes,
        last.number == number
      {
        steps[steps.count - 1].length += length
      } else {
        steps.append(
          Step(command: command, number: number, start: chunk.count, length: length))
      }
      unsafe chunk.append(
        contentsOf: UnsafeRawBufferPointer(start: payload.address, count: payload.count))
      at += SettlementSink.commandHeaderBytes + length
    }
  }

  /// Writes what was taken, from where the last call stopped.
  ///
  /// - Throws: what the file system says; what was not written is kept.
  public mutating func flush() throws(SettlementFileError) {
    while step < steps.count {
      try execute(steps[step])
      step += 1
      done = 0
    }
  }

  /// Makes everything flushed durable.
  public func sync() throws(SettlementFileError) {
    for case .some(let file) in [left, batches, receipts] { try file.synchronise() }
  }

  /// Flushes, makes durable and closes. What comes after goes to new files.
  ///
  /// - Throws: what the file system says; everything stays open, to be closed again.
  public mutating func close() throws(SettlementFileError) {
    try flush()
    try sync()
    for case .some(let file) in [left, batches, receipts] { _ = Glibc.close(file.descriptor) }
    left = nil
    batches = nil
    receipts = nil
    slot = nil
  }
}

extension SettlementFiles {
  private mutating func execute(_ step: Step) throws(SettlementFileError) {
    switch step.command {
    case .batchBytes: try appendToBatches(step)
    case .batchHeader:
      try appendToBatches(step)
      endBatch(step.number)
    case .batchSignature: try placeSignature(step)
    case .receipt: try appendToReceipts(step)
    }
  }

  private mutating func appendToBatches(_ step: Step) throws(SettlementFileError) {
    if batches == nil {
      let path = folder + "/" + SettlementFileKind.batches.name(nextBatches)
      batches = try SettlementFile(
        path: path,
        header: SettlementFileHeader(kind: .batches, identity: identity, first: step.number))
      nextBatches += 1
    }
    try batches!.append(chunk[step.start..<(step.start + step.length)], &done)
  }

  private mutating func appendToReceipts(_ step: Step) throws(SettlementFileError) {
    if receipts == nil {
      let path = folder + "/" + SettlementFileKind.receipts.name(nextReceipts)
      receipts = try SettlementFile(
        path: path,
        header: SettlementFileHeader(kind: .receipts, identity: identity, first: step.number))
      nextReceipts += 1
    }
    try receipts!.append(chunk[step.start..<(step.start + step.length)], &done)
    if receipts!.length >= fileBytesMax {
      try receipts!.synchronise()
      _ = Glibc.close(receipts!.descriptor)
      receipts = nil
    }
  }

  /// Notes where the signature of the batch that ended goes, and leaves a file that is full.
  private mutating func endBatch(_ number: UInt64) {
    invariant(slot == nil && left == nil, "one batch waits for its signature")
    guard let file = batches else { fatalError("invariant: a batch that ends has a file") }
    let isLeft = file.length >= fileBytesMax
    slot = Slot(batch: number, offset: file.length - 64, isLeft: isLeft)
    if isLeft {
      left = file
      batches = nil
    }
  }

  private mutating func placeSignature(_ step: Step) throws(SettlementFileError) {
    guard let slot, slot.batch == step.number else {
      fatalError("invariant: a signature is for the batch that waits")
    }
    let bytes = chunk[step.start..<(step.start + step.length)]
    if slot.isLeft {
      try left!.write(bytes, &done, at: slot.offset)
      try left!.synchronise()
      _ = Glibc.close(left!.descriptor)
      left = nil
    } else {
      try batches!.write(bytes, &done, at: slot.offset)
    }
    self.slot = nil
  }
}
