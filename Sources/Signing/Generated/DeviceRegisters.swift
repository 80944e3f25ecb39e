// SPDX-License-Identifier: Apache-2.0
// Written by Tools/generate-registers from Hardware/registers/mlk1.toml. Do not edit.

/// Registers, records and codes of the signing device (MLK1); Hardware/REGISTERS.md has
/// them as a page. Offsets of registers are from their page, in bytes.
package enum DeviceRegisters {
  /// 'MLK1', little-endian, in ID.
  @inlinable
  package static var magic: UInt64 { @_noAllocation @_noLocks get { 0x314B4C4D } }
  /// A driver refuses another.
  @inlinable
  package static var abiMajor: UInt64 { @_noAllocation @_noLocks get { 0x1 } }
  /// Grows when something is added.
  @inlinable
  package static var abiMinor: UInt64 { @_noAllocation @_noLocks get { 0x0 } }
  /// Bytes of the longest message.
  @inlinable
  package static var messageMax: UInt64 { @_noAllocation @_noLocks get { 0x4D0 } }
  /// Log2 of the slots of a queue's submission window.
  @inlinable
  package static var windowLog2: UInt64 { @_noAllocation @_noLocks get { 0x8 } }
  /// Bytes of a slot.
  @inlinable
  package static var slotBytes: UInt64 { @_noAllocation @_noLocks get { 0x100 } }
  /// Message bytes in a request's first slot.
  @inlinable
  package static var inlineMax: UInt64 { @_noAllocation @_noLocks get { 0xD8 } }
  /// Of the message in its first slot.
  @inlinable
  package static var messageOffset: UInt64 { @_noAllocation @_noLocks get { 0x28 } }
  /// Keys a device holds; the self-test has one more place for its own.
  @inlinable
  package static var keySlots: UInt64 { @_noAllocation @_noLocks get { 0xF } }
  /// Queue pages that fit; CAPS says how many are built.
  @inlinable
  package static var queuesMax: UInt64 { @_noAllocation @_noLocks get { 0xD } }
  /// Of a completion ring's entries.
  @inlinable
  package static var cqLog2Min: UInt64 { @_noAllocation @_noLocks get { 0x6 } }
  /// Of a completion ring's entries.
  @inlinable
  package static var cqLog2Max: UInt64 { @_noAllocation @_noLocks get { 0xC } }
  /// Two lines of 64 bytes, each ending with the tag.
  @inlinable
  package static var completionBytes: UInt64 { @_noAllocation @_noLocks get { 0x80 } }
  /// Top byte of a completion's tag.
  @inlinable
  package static var tagCompletion: UInt64 { @_noAllocation @_noLocks get { 0xA5 } }
  /// Top byte of a heartbeat's tag.
  @inlinable
  package static var tagHeartbeat: UInt64 { @_noAllocation @_noLocks get { 0xB6 } }
  /// Written to ZEROIZE; anything else is ignored.
  @inlinable
  package static var zeroizeMagic: UInt64 { @_noAllocation @_noLocks get { 0x5A45524F495A4521 } }
  /// Completes with a zero signature and no key: measures the round trip.
  @inlinable
  package static var opLoopback: UInt64 { @_noAllocation @_noLocks get { 0x0 } }
  /// Ed25519, RFC 8032.
  @inlinable
  package static var opSign: UInt64 { @_noAllocation @_noLocks get { 0x1 } }
  /// Target; no vendor tool has placed the design.
  @inlinable
  package static var clkTargetHz: UInt64 { @_noAllocation @_noLocks get { 0x11E1A300 } }
  /// What the device is and how it does; read-only.
  @inlinable
  package static var globalPage: UInt64 { @_noAllocation @_noLocks get { 0x0 } }
  /// Magic and version.
  @inlinable
  package static var globalId: UInt64 { @_noAllocation @_noLocks get { 0x0 } }
  /// Field of ID: MAGIC.
  @inlinable
  package static var globalIdMagicShift: UInt64 { @_noAllocation @_noLocks get { 0 } }
  /// Width of MAGIC in ID, before shifting.
  @inlinable
  package static var globalIdMagicMask: UInt64 { @_noAllocation @_noLocks get { 0xFFFFFFFF } }
  /// Field of ID: ABI_MAJOR.
  @inlinable
  package static var globalIdMajorShift: UInt64 { @_noAllocation @_noLocks get { 32 } }
  /// Width of MAJOR in ID, before shifting.
  @inlinable
  package static var globalIdMajorMask: UInt64 { @_noAllocation @_noLocks get { 0xFFFF } }
  /// Field of ID: ABI_MINOR.
  @inlinable
  package static var globalIdMinorShift: UInt64 { @_noAllocation @_noLocks get { 48 } }
  /// Width of MINOR in ID, before shifting.
  @inlinable
  package static var globalIdMinorMask: UInt64 { @_noAllocation @_noLocks get { 0xFFFF } }
  /// What is built in.
  @inlinable
  package static var globalCaps: UInt64 { @_noAllocation @_noLocks get { 0x8 } }
  /// Field of CAPS: pairs of cores.
  @inlinable
  package static var globalCapsPairsShift: UInt64 { @_noAllocation @_noLocks get { 0 } }
  /// Width of PAIRS in CAPS, before shifting.
  @inlinable
  package static var globalCapsPairsMask: UInt64 { @_noAllocation @_noLocks get { 0xFF } }
  /// Field of CAPS: queues.
  @inlinable
  package static var globalCapsQueuesShift: UInt64 { @_noAllocation @_noLocks get { 8 } }
  /// Width of QUEUES in CAPS, before shifting.
  @inlinable
  package static var globalCapsQueuesMask: UInt64 { @_noAllocation @_noLocks get { 0xFF } }
  /// Field of CAPS: key slots.
  @inlinable
  package static var globalCapsKeySlotsShift: UInt64 { @_noAllocation @_noLocks get { 16 } }
  /// Width of KEY_SLOTS in CAPS, before shifting.
  @inlinable
  package static var globalCapsKeySlotsMask: UInt64 { @_noAllocation @_noLocks get { 0xFF } }
  /// Field of CAPS: log2 of slots of a window.
  @inlinable
  package static var globalCapsWindowLog2Shift: UInt64 { @_noAllocation @_noLocks get { 24 } }
  /// Width of WINDOW_LOG2 in CAPS, before shifting.
  @inlinable
  package static var globalCapsWindowLog2Mask: UInt64 { @_noAllocation @_noLocks get { 0xFF } }
  /// Field of CAPS: bytes.
  @inlinable
  package static var globalCapsMessageMaxShift: UInt64 { @_noAllocation @_noLocks get { 32 } }
  /// Width of MESSAGE_MAX in CAPS, before shifting.
  @inlinable
  package static var globalCapsMessageMaxMask: UInt64 { @_noAllocation @_noLocks get { 0xFFFF } }
  /// Field of CAPS: two cores make every signature.
  @inlinable
  package static var globalCapsPairCheckShift: UInt64 { @_noAllocation @_noLocks get { 48 } }
  /// Width of PAIR_CHECK in CAPS, before shifting.
  @inlinable
  package static var globalCapsPairCheckMask: UInt64 { @_noAllocation @_noLocks get { 0x1 } }
  /// Field of CAPS: seeds are expanded on the device.
  @inlinable
  package static var globalCapsKeyExpansionShift: UInt64 { @_noAllocation @_noLocks get { 49 } }
  /// Width of KEY_EXPANSION in CAPS, before shifting.
  @inlinable
  package static var globalCapsKeyExpansionMask: UInt64 { @_noAllocation @_noLocks get { 0x1 } }
  /// Field of CAPS: known answers at reset and in the background.
  @inlinable
  package static var globalCapsSelfTestShift: UInt64 { @_noAllocation @_noLocks get { 50 } }
  /// Width of SELF_TEST in CAPS, before shifting.
  @inlinable
  package static var globalCapsSelfTestMask: UInt64 { @_noAllocation @_noLocks get { 0x1 } }
  /// Field of CAPS: OP_LOOPBACK is there.
  @inlinable
  package static var globalCapsLoopbackShift: UInt64 { @_noAllocation @_noLocks get { 51 } }
  /// Width of LOOPBACK in CAPS, before shifting.
  @inlinable
  package static var globalCapsLoopbackMask: UInt64 { @_noAllocation @_noLocks get { 0x1 } }
  /// What it was built from.
  @inlinable
  package static var globalBuild: UInt64 { @_noAllocation @_noLocks get { 0x10 } }
  /// Field of BUILD: of the RTL sources' SHA-256, the first four bytes, little-endian.
  @inlinable
  package static var globalBuildRtlShift: UInt64 { @_noAllocation @_noLocks get { 0 } }
  /// Width of RTL in BUILD, before shifting.
  @inlinable
  package static var globalBuildRtlMask: UInt64 { @_noAllocation @_noLocks get { 0xFFFFFFFF } }
  /// Field of BUILD: the same of microcode and comb table.
  @inlinable
  package static var globalBuildTablesShift: UInt64 { @_noAllocation @_noLocks get { 32 } }
  /// Width of TABLES in BUILD, before shifting.
  @inlinable
  package static var globalBuildTablesMask: UInt64 { @_noAllocation @_noLocks get { 0xFFFFFFFF } }
  /// How it is.
  @inlinable
  package static var globalStatus: UInt64 { @_noAllocation @_noLocks get { 0x18 } }
  /// Field of STATUS: state.
  @inlinable
  package static var globalStatusStateShift: UInt64 { @_noAllocation @_noLocks get { 0 } }
  /// Width of STATE in STATUS, before shifting.
  @inlinable
  package static var globalStatusStateMask: UInt64 { @_noAllocation @_noLocks get { 0xFF } }
  /// Field of STATUS: requests taken and not completed.
  @inlinable
  package static var globalStatusInFlightShift: UInt64 { @_noAllocation @_noLocks get { 8 } }
  /// Width of IN_FLIGHT in STATUS, before shifting.
  @inlinable
  package static var globalStatusInFlightMask: UInt64 { @_noAllocation @_noLocks get { 0xFF } }
  /// Field of STATUS: a bit for each pair of cores in use.
  @inlinable
  package static var globalStatusHealthyShift: UInt64 { @_noAllocation @_noLocks get { 16 } }
  /// Width of HEALTHY in STATUS, before shifting.
  @inlinable
  package static var globalStatusHealthyMask: UInt64 { @_noAllocation @_noLocks get { 0xFFFF } }
  /// Field of STATUS: a bit for each key slot that holds a key.
  @inlinable
  package static var globalStatusKeysShift: UInt64 { @_noAllocation @_noLocks get { 32 } }
  /// Width of KEYS in STATUS, before shifting.
  @inlinable
  package static var globalStatusKeysMask: UInt64 { @_noAllocation @_noLocks get { 0xFFFF } }
  /// Cycles since reset.
  @inlinable
  package static var globalHeartbeat: UInt64 { @_noAllocation @_noLocks get { 0x20 } }
  /// Nominal clock.
  @inlinable
  package static var globalClkHz: UInt64 { @_noAllocation @_noLocks get { 0x28 } }
  /// Millidegrees Celsius; 0 where the board has no sensor wired.
  @inlinable
  package static var globalTemp: UInt64 { @_noAllocation @_noLocks get { 0x30 } }
  /// What has happened since reset.
  @inlinable
  package static var globalStickyErr: UInt64 { @_noAllocation @_noLocks get { 0x38 } }
  /// Field of STICKY_ERR: two cores differed.
  @inlinable
  package static var globalStickyErrPairMismatchShift: UInt64 { @_noAllocation @_noLocks get { 0 } }
  /// Width of PAIR_MISMATCH in STICKY_ERR, before shifting.
  @inlinable
  package static var globalStickyErrPairMismatchMask: UInt64 {
    @_noAllocation @_noLocks get { 0x1 }
  }
  /// Field of STICKY_ERR: a comb table entry's check failed.
  @inlinable
  package static var globalStickyErrTableShift: UInt64 { @_noAllocation @_noLocks get { 1 } }
  /// Width of TABLE in STICKY_ERR, before shifting.
  @inlinable
  package static var globalStickyErrTableMask: UInt64 { @_noAllocation @_noLocks get { 0x1 } }
  /// Field of STICKY_ERR: a core took other than its program's number of cycles.
  @inlinable
  package static var globalStickyErrCyclesShift: UInt64 { @_noAllocation @_noLocks get { 2 } }
  /// Width of CYCLES in STICKY_ERR, before shifting.
  @inlinable
  package static var globalStickyErrCyclesMask: UInt64 { @_noAllocation @_noLocks get { 0x1 } }
  /// Field of STICKY_ERR: a known answer was wrong.
  @inlinable
  package static var globalStickyErrSelfTestShift: UInt64 { @_noAllocation @_noLocks get { 3 } }
  /// Width of SELF_TEST in STICKY_ERR, before shifting.
  @inlinable
  package static var globalStickyErrSelfTestMask: UInt64 { @_noAllocation @_noLocks get { 0x1 } }
  /// Field of STICKY_ERR: a pair did not answer and was reset.
  @inlinable
  package static var globalStickyErrWatchdogShift: UInt64 { @_noAllocation @_noLocks get { 4 } }
  /// Width of WATCHDOG in STICKY_ERR, before shifting.
  @inlinable
  package static var globalStickyErrWatchdogMask: UInt64 { @_noAllocation @_noLocks get { 0x1 } }
  /// Field of STICKY_ERR: a queue stopped.
  @inlinable
  package static var globalStickyErrQueueShift: UInt64 { @_noAllocation @_noLocks get { 5 } }
  /// Width of QUEUE in STICKY_ERR, before shifting.
  @inlinable
  package static var globalStickyErrQueueMask: UInt64 { @_noAllocation @_noLocks get { 0x1 } }
  /// Field of STICKY_ERR: a check of a configuration register failed: the device stops writing.
  @inlinable
  package static var globalStickyErrConfigShift: UInt64 { @_noAllocation @_noLocks get { 6 } }
  /// Width of CONFIG in STICKY_ERR, before shifting.
  @inlinable
  package static var globalStickyErrConfigMask: UInt64 { @_noAllocation @_noLocks get { 0x1 } }
  /// Field of STICKY_ERR: a core's copy of a request failed its CRC.
  @inlinable
  package static var globalStickyErrMessageShift: UInt64 { @_noAllocation @_noLocks get { 7 } }
  /// Width of MESSAGE in STICKY_ERR, before shifting.
  @inlinable
  package static var globalStickyErrMessageMask: UInt64 { @_noAllocation @_noLocks get { 0x1 } }
  /// Requests taken from all queues.
  @inlinable
  package static var globalAccepted: UInt64 { @_noAllocation @_noLocks get { 0x40 } }
  /// Completions written.
  @inlinable
  package static var globalCompleted: UInt64 { @_noAllocation @_noLocks get { 0x48 } }
  /// Pairs that differed.
  @inlinable
  package static var globalMismatches: UInt64 { @_noAllocation @_noLocks get { 0x50 } }
  /// Most device cycles of a completed signature.
  @inlinable
  package static var globalCyclesMax: UInt64 { @_noAllocation @_noLocks get { 0x58 } }
  /// Fewest; all ones before the first.
  @inlinable
  package static var globalCyclesMin: UInt64 { @_noAllocation @_noLocks get { 0x60 } }
  /// Known answers computed.
  @inlinable
  package static var globalSelfTests: UInt64 { @_noAllocation @_noLocks get { 0x68 } }
  /// Known answers that were wrong.
  @inlinable
  package static var globalSelfTestFailures: UInt64 { @_noAllocation @_noLocks get { 0x70 } }
  /// Completions with code n, at 0x080 + 8 n.
  @inlinable
  package static var globalCodeCount: UInt64 { @_noAllocation @_noLocks get { 0x80 } }
  /// One page a queue, which a process may be given alone.
  @inlinable
  package static var queuePage: UInt64 { @_noAllocation @_noLocks get { 0x1000 } }
  /// Bytes from a page to the next.
  @inlinable
  package static var queueStride: UInt64 { @_noAllocation @_noLocks get { 0x1000 } }
  /// Address of the completion ring for the device's writes, 4 KiB aligned.
  @inlinable
  package static var queueCqBase: UInt64 { @_noAllocation @_noLocks get { 0x0 } }
  /// Log2 of its entries, CQ_LOG2_MIN to CQ_LOG2_MAX.
  @inlinable
  package static var queueCqLog2: UInt64 { @_noAllocation @_noLocks get { 0x8 } }
  /// Address of the heartbeat line, 64-byte aligned.
  @inlinable
  package static var queueHbBase: UInt64 { @_noAllocation @_noLocks get { 0x10 } }
  /// Cycles between heartbeats, 0 for none, 32 bits.
  @inlinable
  package static var queueHbPeriod: UInt64 { @_noAllocation @_noLocks get { 0x18 } }
  /// Read back: ENABLE alone.
  @inlinable
  package static var queueCtrl: UInt64 { @_noAllocation @_noLocks get { 0x20 } }
  /// Field of CTRL: take requests.
  @inlinable
  package static var queueCtrlEnableShift: UInt64 { @_noAllocation @_noLocks get { 0 } }
  /// Width of ENABLE in CTRL, before shifting.
  @inlinable
  package static var queueCtrlEnableMask: UInt64 { @_noAllocation @_noLocks get { 0x1 } }
  /// Field of CTRL: drop what is queued and in flight, counts back to 0, an error cleared; QSTATUS.FLUSHING until done; ENABLE may be set by the same write.
  @inlinable
  package static var queueCtrlFlushShift: UInt64 { @_noAllocation @_noLocks get { 1 } }
  /// Width of FLUSH in CTRL, before shifting.
  @inlinable
  package static var queueCtrlFlushMask: UInt64 { @_noAllocation @_noLocks get { 0x1 } }
  /// Doorbell: slots written since the flush, modulo 2^32.
  @inlinable
  package static var queueSqTail: UInt64 { @_noAllocation @_noLocks get { 0x28 } }
  /// Completions consumed since the flush, modulo 2^32; may lag: the device never has more than the ring's entries outstanding.
  @inlinable
  package static var queueCqHead: UInt64 { @_noAllocation @_noLocks get { 0x30 } }
  /// Key slots this queue may use; set in the ADMIN page.
  @inlinable
  package static var queueKeyMask: UInt64 { @_noAllocation @_noLocks get { 0x38 } }
  /// How the queue is; not for the hot path.
  @inlinable
  package static var queueQstatus: UInt64 { @_noAllocation @_noLocks get { 0x40 } }
  /// Field of QSTATUS: CTRL.ENABLE, and the ring is well formed.
  @inlinable
  package static var queueQstatusEnabledShift: UInt64 { @_noAllocation @_noLocks get { 0 } }
  /// Width of ENABLED in QSTATUS, before shifting.
  @inlinable
  package static var queueQstatusEnabledMask: UInt64 { @_noAllocation @_noLocks get { 0x1 } }
  /// Field of QSTATUS: a flush is under way.
  @inlinable
  package static var queueQstatusFlushingShift: UInt64 { @_noAllocation @_noLocks get { 1 } }
  /// Width of FLUSHING in QSTATUS, before shifting.
  @inlinable
  package static var queueQstatusFlushingMask: UInt64 { @_noAllocation @_noLocks get { 0x1 } }
  /// Field of QSTATUS: code that stopped the queue, 0 for none.
  @inlinable
  package static var queueQstatusErrorShift: UInt64 { @_noAllocation @_noLocks get { 8 } }
  /// Width of ERROR in QSTATUS, before shifting.
  @inlinable
  package static var queueQstatusErrorMask: UInt64 { @_noAllocation @_noLocks get { 0xFF } }
  /// Field of QSTATUS: sequence of the next request.
  @inlinable
  package static var queueQstatusNextShift: UInt64 { @_noAllocation @_noLocks get { 32 } }
  /// Width of NEXT in QSTATUS, before shifting.
  @inlinable
  package static var queueQstatusNextMask: UInt64 { @_noAllocation @_noLocks get { 0xFFFFFFFF } }
  /// Keys; mapped by the provisioning process alone.
  @inlinable
  package static var adminPage: UInt64 { @_noAllocation @_noLocks get { 0xE000 } }
  /// Starts a command; ignored while one runs.
  @inlinable
  package static var adminKeyCmd: UInt64 { @_noAllocation @_noLocks get { 0x0 } }
  /// Field of KEY_CMD: key_command.
  @inlinable
  package static var adminKeyCmdCommandShift: UInt64 { @_noAllocation @_noLocks get { 0 } }
  /// Width of COMMAND in KEY_CMD, before shifting.
  @inlinable
  package static var adminKeyCmdCommandMask: UInt64 { @_noAllocation @_noLocks get { 0xFF } }
  /// Field of KEY_CMD: key slot.
  @inlinable
  package static var adminKeyCmdSlotShift: UInt64 { @_noAllocation @_noLocks get { 8 } }
  /// Width of SLOT in KEY_CMD, before shifting.
  @inlinable
  package static var adminKeyCmdSlotMask: UInt64 { @_noAllocation @_noLocks get { 0xFF } }
  /// Of the last command.
  @inlinable
  package static var adminKeyStatus: UInt64 { @_noAllocation @_noLocks get { 0x8 } }
  /// Field of KEY_STATUS: it runs.
  @inlinable
  package static var adminKeyStatusBusyShift: UInt64 { @_noAllocation @_noLocks get { 0 } }
  /// Width of BUSY in KEY_STATUS, before shifting.
  @inlinable
  package static var adminKeyStatusBusyMask: UInt64 { @_noAllocation @_noLocks get { 0x1 } }
  /// Field of KEY_STATUS: code.
  @inlinable
  package static var adminKeyStatusCodeShift: UInt64 { @_noAllocation @_noLocks get { 8 } }
  /// Width of CODE in KEY_STATUS, before shifting.
  @inlinable
  package static var adminKeyStatusCodeMask: UInt64 { @_noAllocation @_noLocks get { 0xFF } }
  /// Field of KEY_STATUS: key slot.
  @inlinable
  package static var adminKeyStatusSlotShift: UInt64 { @_noAllocation @_noLocks get { 16 } }
  /// Width of SLOT in KEY_STATUS, before shifting.
  @inlinable
  package static var adminKeyStatusSlotMask: UInt64 { @_noAllocation @_noLocks get { 0xFF } }
  /// The 32-byte seed, little-endian words; reads as zero.
  @inlinable
  package static var adminKeyData: UInt64 { @_noAllocation @_noLocks get { 0x10 } }
  /// The public key of the last PROVISION or PUBLIC_KEY; zero after one that failed.
  @inlinable
  package static var adminPubkey: UInt64 { @_noAllocation @_noLocks get { 0x30 } }
  /// ZEROIZE_MAGIC erases every key and everything made from one.
  @inlinable
  package static var adminZeroize: UInt64 { @_noAllocation @_noLocks get { 0x50 } }
  /// A bit for each slot with a key.
  @inlinable
  package static var adminSlotsValid: UInt64 { @_noAllocation @_noLocks get { 0x58 } }
  /// A bit for each locked slot.
  @inlinable
  package static var adminSlotsLocked: UInt64 { @_noAllocation @_noLocks get { 0x60 } }
  /// Cycles between background known answers, 0 for none, 32 bits; after reset CLK_HZ: a second.
  @inlinable
  package static var adminSelfTest: UInt64 { @_noAllocation @_noLocks get { 0x68 } }
  /// Key slots that queue n may use, at 0x80 + 8 n; 0 after reset.
  @inlinable
  package static var adminKeyMask: UInt64 { @_noAllocation @_noLocks get { 0x80 } }
  /// Requests since the flush.
  @inlinable
  package static var requestSequenceWord: Int { @_noAllocation @_noLocks get { 0 } }
  /// OP_….
  @inlinable
  package static var requestOpcodeWord: Int { @_noAllocation @_noLocks get { 0 } }
  /// Lowest bit of it in its word.
  @inlinable
  package static var requestOpcodeShift: UInt64 { @_noAllocation @_noLocks get { 32 } }
  /// Key slot.
  @inlinable
  package static var requestKeyWord: Int { @_noAllocation @_noLocks get { 0 } }
  /// Lowest bit of it in its word.
  @inlinable
  package static var requestKeyShift: UInt64 { @_noAllocation @_noLocks get { 40 } }
  /// Bytes of the message.
  @inlinable
  package static var requestLengthWord: Int { @_noAllocation @_noLocks get { 0 } }
  /// Lowest bit of it in its word.
  @inlinable
  package static var requestLengthShift: UInt64 { @_noAllocation @_noLocks get { 48 } }
  /// Comes back.
  @inlinable
  package static var requestCookieWord: Int { @_noAllocation @_noLocks get { 1 } }
  /// Device cycles (HEARTBEAT): refused when signing has not begun by then; 0 for none.
  @inlinable
  package static var requestDeadlineWord: Int { @_noAllocation @_noLocks get { 2 } }
  /// CRC-32C of these five words, this field taken as 0, and the message padded with zeros to a multiple of 8 bytes.
  @inlinable
  package static var requestCrcWord: Int { @_noAllocation @_noLocks get { 3 } }
  /// 0.
  @inlinable
  package static var requestFlagsWord: Int { @_noAllocation @_noLocks get { 3 } }
  /// Lowest bit of it in its word.
  @inlinable
  package static var requestFlagsShift: UInt64 { @_noAllocation @_noLocks get { 32 } }
  /// 0.
  @inlinable
  package static var requestReservedWord: Int { @_noAllocation @_noLocks get { 4 } }
  /// Bytes 0 to 55 in words 0 to 6; zero unless the code is OK.
  @inlinable
  package static var completionSignatureWord: Int { @_noAllocation @_noLocks get { 0 } }
  /// SEQUENCE 0..31, phase at 47, code at 48..55, TAG_COMPLETION at 56..63; phase = NOT sequence[CQ_LOG2].
  @inlinable
  package static var completionTagWord: Int { @_noAllocation @_noLocks get { 7 } }
  /// Bytes 56 to 63.
  @inlinable
  package static var completionSignatureEndWord: Int { @_noAllocation @_noLocks get { 8 } }
  /// Of the request.
  @inlinable
  package static var completionCookieWord: Int { @_noAllocation @_noLocks get { 9 } }
  /// Device cycles when the result was ready.
  @inlinable
  package static var completionTimeWord: Int { @_noAllocation @_noLocks get { 10 } }
  /// Device cycles of the signature.
  @inlinable
  package static var completionCyclesWord: Int { @_noAllocation @_noLocks get { 11 } }
  /// Two cores agreed.
  @inlinable
  package static var completionPairCheckedWord: Int { @_noAllocation @_noLocks get { 11 } }
  /// Lowest bit of it in its word.
  @inlinable
  package static var completionPairCheckedShift: UInt64 { @_noAllocation @_noLocks get { 32 } }
  /// Which pair.
  @inlinable
  package static var completionPairWord: Int { @_noAllocation @_noLocks get { 11 } }
  /// Lowest bit of it in its word.
  @inlinable
  package static var completionPairShift: UInt64 { @_noAllocation @_noLocks get { 40 } }
  /// CRC-32C of the signature's 64 bytes, the cookie and the tag, made from the second core's copies: the host releases nothing without checking it.
  @inlinable
  package static var completionCrcWord: Int { @_noAllocation @_noLocks get { 12 } }
  /// As word 7.
  @inlinable
  package static var completionTag2Word: Int { @_noAllocation @_noLocks get { 15 } }
  /// HEARTBEAT.
  @inlinable
  package static var beatCyclesWord: Int { @_noAllocation @_noLocks get { 0 } }
  /// STATUS.
  @inlinable
  package static var beatStatusWord: Int { @_noAllocation @_noLocks get { 1 } }
  /// ACCEPTED.
  @inlinable
  package static var beatAcceptedWord: Int { @_noAllocation @_noLocks get { 2 } }
  /// COMPLETED.
  @inlinable
  package static var beatCompletedWord: Int { @_noAllocation @_noLocks get { 3 } }
  /// STICKY_ERR.
  @inlinable
  package static var beatStickyErrWord: Int { @_noAllocation @_noLocks get { 4 } }
  /// TEMP.
  @inlinable
  package static var beatTempWord: Int { @_noAllocation @_noLocks get { 5 } }
  /// Of this queue.
  @inlinable
  package static var beatQstatusWord: Int { @_noAllocation @_noLocks get { 6 } }
  /// Number of the beat 0..31, state at 48..55, TAG_HEARTBEAT at 56..63.
  @inlinable
  package static var beatTagWord: Int { @_noAllocation @_noLocks get { 7 } }
}

/// A completion's code, and of the last key command in KEY_STATUS.
package enum DeviceCode: UInt8, BitwiseCopyable, Sendable {
  /// Done; release (release the signature).
  case ok = 0
  /// No such opcode or key command (a driver's bug: quarantine, fail over).
  case badOpcode = 1
  /// The slot has no key (configuration: alarm).
  case noKey = 2
  /// The queue may not use that slot (configuration: alarm).
  case notAllowed = 3
  /// Longer than MESSAGE_MAX; the queue stops (a driver's bug or a bad bus: quarantine, fail over).
  case badLength = 4
  /// The request is not what was sent; the queue stops (a bad bus: quarantine, fail over).
  case badCrc = 5
  /// Not the next request; the queue stops (a driver's bug or a bad bus: quarantine, fail over).
  case badSequence = 6
  /// The deadline passed before signing began (drop the order; do not sign it in software).
  case expired = 7
  /// A check inside failed; the signature is zero (sign in software; watch the device).
  case fault = 8
  /// Keys were erased (fail over).
  case zeroized = 9
  /// The doorbell is beyond the window; the queue stops (a driver's bug: quarantine, fail over).
  case overflow = 10
  /// No healthy pair of cores, or the watchdog (fail over).
  case `internal` = 11
  /// CQ_BASE or CQ_LOG2 cannot be; the queue does not start (QSTATUS) (a driver's bug).
  case badRing = 12
  /// The slot is locked until reset (KEY_STATUS) (as it should be).
  case locked = 13
}

/// The device's state, in STATUS and in heartbeats.
package enum DeviceState: UInt8, BitwiseCopyable, Sendable {
  /// After reset.
  case reset = 0
  /// Every core signs a known message.
  case selftest = 1
  /// All pairs healthy.
  case ready = 2
  /// Some pairs are out of use.
  case degraded = 3
  /// No pair is healthy, or STICKY_ERR.CONFIG.
  case fault = 4
  /// Erased; the self-test runs next.
  case zeroized = 5
}

/// KEY_CMD.COMMAND.
package enum DeviceKeyCommand: UInt8, BitwiseCopyable, Sendable {
  /// None.
  case none = 0
  /// Expand the seed in KEY_DATA into the slot, derive its public key; KEY_DATA is cleared.
  case provision = 1
  /// Put the slot's public key into PUBKEY.
  case publicKey = 2
  /// Refuse PROVISION and ERASE of the slot until reset.
  case lock = 3
  /// Erase the slot.
  case erase = 4
}
