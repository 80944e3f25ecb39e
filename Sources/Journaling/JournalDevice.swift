// SPDX-License-Identifier: Apache-2.0

internal import CMachine
internal import CUring
internal import Glibc
internal import Memory

/// A segment that is open to write.
struct SegmentHandle: BitwiseCopyable {
  var number: UInt64 = 0
  /// The file, or -1 for a segment in memory.
  var descriptor: Int32 = -1
  /// How it was opened: `ML_FILE_*`.
  var flags: Int32 = 0

  /// Whether writes bypass the page cache.
  var isDirect: Bool { flags & Int32(ML_FILE_DIRECT) != 0 }

  /// Whether each write needs a flush behind it.
  var needsFlush: Bool {
    @_noAllocation @_noLocks get { flags & Int32(ML_FILE_FLUSHED) != 0 }
  }

  /// No segment.
  @_noAllocation @_noLocks
  init() {}

  @_noAllocation @_noLocks
  init(number: UInt64, descriptor: Int32 = -1, flags: Int32 = 0) {
    self.number = number
    self.descriptor = descriptor
    self.flags = flags
  }
}

/// How a write stands.
enum WriteProgress: BitwiseCopyable {
  case inFlight
  /// The bytes written, or a negative errno.
  case done(Int32)
}

/// How a segment that was asked for stands.
enum SegmentProgress: BitwiseCopyable {
  case notYet
  case ready(SegmentHandle)
  /// A positive errno.
  case failed(Int32)
}

/// Where the journal's bytes go: one write in flight, one segment being prepared, neither waited
/// for. Owns the buffers that the kernel reads from, because only it knows when the kernel is done.
///
/// The back end is chosen once; the calls switch on it. It is `@safe`: buffers are allocated to the
/// sizes that their views have, and outlive every write that names them.
@safe
struct JournalDevice: ~Copyable {
  let mechanism: JournalMechanism
  let path: String
  /// The directory, or -1 in memory.
  let directory: Int32
  let settings: HelperSettings
  let ring: OpaquePointer?
  var writer: HelperPort?
  var preparer: HelperPort?
  let disk: FaultDisk?
  let diskState: UnsafeMutablePointer<FaultDiskState>?
  let memory: UnsafeMutableRawPointer
  private let groupBytesMax: Int
  var isWriting = false

  /// Opens what `place` needs and starts the helpers. Start-up only.
  ///
  /// - Parameter directory: the open directory, which stays the caller's; -1 in memory.
  init(place: JournalPlace, directory: Int32, options: JournalOptions) throws(JournalError) {
    self.directory = directory
    groupBytesMax = options.groupBytesMax
    let bytes = 2 * groupBytesMax + JournalFormat.blockBytes
    unsafe memory = .allocate(byteCount: bytes, alignment: JournalFormat.blockBytes)
    unsafe memory.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
    switch place {
    case .memory(let disk):
      path = "in memory"
      settings = Self.settings(options, directory, .memory)
      self.disk = disk
      unsafe diskState = disk.state
      unsafe ring = nil
      writer = nil
      preparer = nil
      mechanism = .memory
    case .directory(let path):
      self.path = path
      disk = nil
      unsafe diskState = nil
      unsafe ring = options.forbidsRing ? nil : Self.makeRing()
      mechanism = unsafe Self.mechanism(ring)
      settings = Self.settings(options, directory, mechanism)
      writer = nil
      preparer = nil
      try startHelpers()
    }
  }

  private static func settings(
    _ options: JournalOptions, _ directory: Int32, _ mechanism: JournalMechanism
  ) -> HelperSettings {
    var flags = 0
    if options.durability == .disk {
      flags = ML_FILE_DIRECT | ML_FILE_SYNCHRONOUS
      // The helper's `pwrite` finishes an O_DSYNC write on its own thread: nothing to avoid there.
      let canFlush = mechanism != .helperThread && options.flush == .automatic
      if canFlush { flags |= ML_FILE_FLUSHED }
    }
    return HelperSettings(
      directory: directory, segmentBytes: options.segmentBytes, durability: options.durability,
      flags: Int32(flags))
  }

  private mutating func startHelpers() throws(JournalError) {
    do throws(JournalError) {
      preparer = try HelperPort(settings, path: path)
      if mechanism == .helperThread { writer = try HelperPort(settings, path: path) }
    } catch {
      preparer?.stop()
      unsafe ml_uring_destroy(ring)
      unsafe memory.deallocate()
      throw error
    }
  }

  /// The ring, or nil where the kernel refuses one, for whatever reason.
  private static func makeRing() -> OpaquePointer? {
    var ring: OpaquePointer?
    return unsafe ml_uring_create(&ring) == 0 ? ring : nil
  }

  private static func mechanism(_ ring: OpaquePointer?) -> JournalMechanism {
    guard let ring = unsafe ring else { return .helperThread }
    switch unsafe Int(ml_uring_mode(ring)) {
    case ML_URING_DEFERRED: return .ringDeferred
    case ML_URING_COOPERATIVE: return .ringCooperative
    default: return .ringPlain
    }
  }

  /// Group buffer 0 or 1, block-aligned, `groupBytesMax` long.
  @_noAllocation @_noLocks
  func groupBuffer(_ side: Int) -> MutableByteView {
    precondition(side == 0 || side == 1)
    return unsafe MutableByteView(memory + side * groupBytesMax, count: groupBytesMax)
  }

  /// The block that segment headers and seals are written from.
  var block: MutableByteView {
    @_noAllocation @_noLocks
    get { unsafe MutableByteView(memory + 2 * groupBytesMax, count: JournalFormat.blockBytes) }
  }

  /// Ties the ring to the calling thread. Returns 0 or a positive errno.
  @_noAllocation @_noLocks
  func bind() -> Int32 {
    guard let ring = unsafe ring else { return 0 }
    return unsafe -ml_uring_enable(ring)
  }

  /// Starts a write; `bytes` is one of this device's buffers. Returns 0 or a positive errno.
  @_noAllocation @_noLocks
  mutating func submit(_ segment: SegmentHandle, offset: UInt64, bytes: ByteView) -> Int32 {
    invariant(!isWriting, "one write is in flight at a time")
    isWriting = true
    var code: Int32 = 0
    if let ring = unsafe ring {
      code = unsafe -ml_uring_write(
        ring, segment.descriptor, bytes.address, UInt32(bytes.count), offset,
        segment.needsFlush ? 1 : 0)
    } else if let state = unsafe diskState {
      unsafe state.pointee.submit(segment: segment.number, offset: offset, bytes: bytes)
    } else {
      var request = HelperRequest(.write)
      request.descriptor = segment.descriptor
      request.offset = offset
      request.bytes = bytes
      writer?.ask(request)
    }
    if code != 0 { isWriting = false }
    return code
  }

  /// Takes the write's completion, if it has completed.
  @_noAllocation @_noLocks
  mutating func reap() -> WriteProgress {
    var result: Int32 = 0
    var isDone = false
    if let ring = unsafe ring {
      let code = unsafe ml_uring_reap(ring, &result)
      if code < 0 { return .done(code) }
      isDone = code == 1
    } else if let state = unsafe diskState {
      if let found = unsafe state.pointee.reap() {
        result = found
        isDone = true
      }
    } else if let reply = writer?.answer() {
      result = reply.result
      isDone = true
    }
    if !isDone { return .inFlight }
    isWriting = false
    return .done(result)
  }

  /// Has segment `number` prepared. One at a time.
  @_noAllocation @_noLocks
  mutating func prepare(_ number: UInt64) {
    if let state = unsafe diskState {
      unsafe state.pointee.startPreparing(number)
    } else {
      var request = HelperRequest(.prepare)
      request.number = number
      preparer?.ask(request)
    }
  }

  /// How the segment asked for stands; the answer is given once.
  @_noAllocation @_noLocks
  mutating func prepared() -> SegmentProgress {
    if let state = unsafe diskState {
      let number = UInt64(unsafe state.pointee.preparing)
      guard let code = unsafe state.pointee.takePrepared() else { return .notYet }
      return code == 0 ? .ready(SegmentHandle(number: number)) : .failed(code)
    }
    guard let reply = preparer?.answer() else { return .notYet }
    if reply.result < 0 { return .failed(-reply.result) }
    return .ready(
      SegmentHandle(number: reply.number, descriptor: reply.descriptor, flags: reply.flags))
  }

  /// Closes a segment that is done with, off this thread.
  @_noAllocation @_noLocks
  mutating func retire(_ segment: SegmentHandle) {
    if segment.descriptor < 0 { return }
    var request = HelperRequest(.close)
    request.descriptor = segment.descriptor
    preparer?.ask(request)
  }
}
