// SPDX-License-Identifier: Apache-2.0
// Written by Tools/generate-registers from Hardware/registers/mlk1.toml. Do not edit.

// Not every user needs every name.
/* verilator lint_off UNUSEDPARAM */
package mlk1_pkg;

  parameter logic [31:0] Magic = 32'h314B4C4D;
  parameter logic [15:0] AbiMajor = 16'h1;
  parameter logic [15:0] AbiMinor = 16'h0;
  parameter logic [15:0] MessageMax = 16'h4D0;
  parameter logic [7:0] WindowLog2 = 8'h8;
  parameter logic [15:0] SlotBytes = 16'h100;
  parameter logic [15:0] InlineMax = 16'hD8;
  parameter logic [7:0] MessageOffset = 8'h28;
  parameter logic [7:0] KeySlots = 8'hF;
  parameter logic [7:0] QueuesMax = 8'hD;
  parameter logic [7:0] CqLog2Min = 8'h6;
  parameter logic [7:0] CqLog2Max = 8'hC;
  parameter logic [7:0] CompletionBytes = 8'h80;
  parameter logic [7:0] TagCompletion = 8'hA5;
  parameter logic [7:0] TagHeartbeat = 8'hB6;
  parameter logic [63:0] ZeroizeMagic = 64'h5A45524F495A4521;
  parameter logic [7:0] OpLoopback = 8'h0;
  parameter logic [7:0] OpSign = 8'h1;
  parameter logic [63:0] ClkTargetHz = 64'h11E1A300;

  typedef enum logic [7:0] {
    CodeOk = 8'd0,
    CodeBadOpcode = 8'd1,
    CodeNoKey = 8'd2,
    CodeNotAllowed = 8'd3,
    CodeBadLength = 8'd4,
    CodeBadCrc = 8'd5,
    CodeBadSequence = 8'd6,
    CodeExpired = 8'd7,
    CodeFault = 8'd8,
    CodeZeroized = 8'd9,
    CodeOverflow = 8'd10,
    CodeInternal = 8'd11,
    CodeBadRing = 8'd12,
    CodeLocked = 8'd13
  } code_e;

  typedef enum logic [7:0] {
    StateReset = 8'd0,
    StateSelftest = 8'd1,
    StateReady = 8'd2,
    StateDegraded = 8'd3,
    StateFault = 8'd4,
    StateZeroized = 8'd5
  } state_e;

  typedef enum logic [7:0] {
    KeyCommandNone = 8'd0,
    KeyCommandProvision = 8'd1,
    KeyCommandPublicKey = 8'd2,
    KeyCommandLock = 8'd3,
    KeyCommandErase = 8'd4
  } key_command_e;

  // GLOBAL: what the device is and how it does; read-only
  parameter logic [15:0] GlobalPage = 16'h0000;
  parameter logic [11:0] GlobalId = 12'h000;
  parameter logic [11:0] GlobalCaps = 12'h008;
  parameter logic [11:0] GlobalBuild = 12'h010;
  parameter logic [11:0] GlobalStatus = 12'h018;
  parameter logic [11:0] GlobalHeartbeat = 12'h020;
  parameter logic [11:0] GlobalClkHz = 12'h028;
  parameter logic [11:0] GlobalTemp = 12'h030;
  parameter logic [11:0] GlobalStickyErr = 12'h038;
  parameter logic [11:0] GlobalAccepted = 12'h040;
  parameter logic [11:0] GlobalCompleted = 12'h048;
  parameter logic [11:0] GlobalMismatches = 12'h050;
  parameter logic [11:0] GlobalCyclesMax = 12'h058;
  parameter logic [11:0] GlobalCyclesMin = 12'h060;
  parameter logic [11:0] GlobalSelfTests = 12'h068;
  parameter logic [11:0] GlobalSelfTestFailures = 12'h070;
  parameter logic [11:0] GlobalCodeCount = 12'h080;

  // QUEUE: one page a queue, which a process may be given alone
  parameter logic [15:0] QueuePage = 16'h1000;
  parameter logic [11:0] QueueCqBase = 12'h000;
  parameter logic [11:0] QueueCqLog2 = 12'h008;
  parameter logic [11:0] QueueHbBase = 12'h010;
  parameter logic [11:0] QueueHbPeriod = 12'h018;
  parameter logic [11:0] QueueCtrl = 12'h020;
  parameter logic [11:0] QueueSqTail = 12'h028;
  parameter logic [11:0] QueueCqHead = 12'h030;
  parameter logic [11:0] QueueKeyMask = 12'h038;
  parameter logic [11:0] QueueQstatus = 12'h040;

  // ADMIN: keys; mapped by the provisioning process alone
  parameter logic [15:0] AdminPage = 16'hE000;
  parameter logic [11:0] AdminKeyCmd = 12'h000;
  parameter logic [11:0] AdminKeyStatus = 12'h008;
  parameter logic [11:0] AdminKeyData = 12'h010;
  parameter logic [11:0] AdminPubkey = 12'h030;
  parameter logic [11:0] AdminZeroize = 12'h050;
  parameter logic [11:0] AdminSlotsValid = 12'h058;
  parameter logic [11:0] AdminSlotsLocked = 12'h060;
  parameter logic [11:0] AdminSelfTest = 12'h068;
  parameter logic [11:0] AdminKeyMask = 12'h080;

endpackage
