// SPDX-License-Identifier: Apache-2.0
// Keys and self-tests. Seeds are expanded by every pair of cores; the results must agree. After reset, and
// after zeroize, every pair expands the self-test's seed and signs its message; in the background one
// pair after the other signs it again.
//
// A job reserves its pairs, waits until they are free, streams one request into all of them, waits,
// compares their results word by word, and releases them.
module ml_admin
  import mlk1_pkg::*;
  import ml_microcode_pkg::*;
  import ml_crc32c_pkg::*;
#(
  parameter int unsigned NumQueues = 2,
  parameter int unsigned NumPairs = 2
) (
  input  logic                       clk_i,
  input  logic                       rst_ni,

  input  logic                       write_i,     // to the ADMIN page
  input  logic [11:0]                offset_i,
  input  logic [63:0]                data_i,
  output logic [63:0]                read_o,
  output logic [NumQueues-1:0][63:0] key_mask_o,

  output logic                       boot_o,      // the self-test of a reset runs
  output logic                       zeroize_o,   // one cycle
  output logic [15:0]                keys_valid_o,
  output logic [NumPairs-1:0]        fail_o,      // pairs whose known answer was wrong, one cycle
  output logic                       tested_o,    // a known answer was computed, one cycle
  output logic                       heal_o,      // a reset's self-test begins: judge pairs anew

  input  logic [NumPairs-1:0]        healthy_i,
  input  logic [NumPairs-1:0]        free_i,
  input  logic [NumPairs-1:0]        using_i,     // by the dispatcher
  output logic [NumPairs-1:0]        reserve_o,
  output logic                       load_first_o,
  output logic                       load_valid_o,
  output logic [63:0]                load_word_o,
  output logic                       go_o,
  output logic                       go_expand_o,
  input  logic [NumPairs-1:0]        done_i,      // with a result for us
  input  logic [NumPairs-1:0][7:0]   code_i,
  input  logic [NumPairs-1:0][511:0] signature_i,
  output logic [NumPairs-1:0]        ack_o,
  output logic                       erase_o,
  output logic [3:0]                 erase_slot_o
);

  typedef enum logic [3:0] {
    StBoot    = 4'd0,
    StIdle    = 4'd1,
    StReserve = 4'd2,
    StCrc     = 4'd3,
    StStream  = 4'd4,
    StGo      = 4'd5,
    StWait    = 4'd6,
    StCheck   = 4'd7,
    StEnd     = 4'd8,
    StErase   = 4'd9
  } state_e;

  localparam logic [3:0] KatSlot = 4'd15;
  localparam int unsigned PairWidth = NumPairs > 1 ? $clog2(NumPairs) : 1;
  localparam int unsigned Limit = 16384;  // cycles a job may take

  logic [3:0]            state_q;
  logic                  boot_q, expand_q, kat_q, erase_q;
  logic [NumPairs-1:0]   mask_q, bad_q;
  logic [3:0]            slot_q, asked_q, count_q;
  logic [PairWidth-1:0]  pair_q, kat_pair_q;
  logic [31:0]           crc_q, period_q, left_q;
  logic [14:0]           waited_q;
  logic                  wait_q;
  logic [63:0]           seed_q [4];
  logic [63:0]           public_q [64];
  logic [63:0]           pubkey_q [4];
  logic [15:0]           valid_q, locked_q;
  logic [7:0]            code_q, command_q;
  logic                  pending_q, due_q, copy_q;
  logic [63:0]           mask_keys_q [NumQueues];

  logic zeroize;
  assign zeroize = write_i && offset_i == AdminZeroize && data_i == ZeroizeMagic;

  // --- the request: five header words and 32 bytes

  logic [63:0] word;
  logic [255:0] kat_words;
  always_comb begin
    kat_words = expand_q ? KatSeed : KatMessage;
    word = '0;
    unique case (count_q)
      4'd0: word = {16'd32, 4'b0, slot_q, OpSign, 32'b0};
      4'd3: word = state_q == StStream ? {32'b0, ~crc_q} : '0;
      4'd5, 4'd6, 4'd7, 4'd8: begin
        word = kat_q ? kat_words[{count_q[1:0] - 2'd1, 6'b0} +: 64] : seed_q[count_q[1:0] - 2'd1];
      end
      default: ;
    endcase
  end

  assign load_valid_o = state_q == StStream;
  assign load_first_o = load_valid_o && count_q == 4'd0;
  assign load_word_o = word;
  assign go_o = state_q == StGo && wait_q;
  assign go_expand_o = expand_q;
  assign reserve_o = state_q == StBoot || state_q == StIdle ? '0 : mask_q;

  // --- the answer, a word of a pair a cycle

  logic [511:0]        expected;
  logic [63:0]         answer;
  logic                differs;
  logic [PairWidth-1:0] first;

  always_comb begin
    expected = expand_q ? {256'b0, KatPublic} : KatSignature;
    answer = signature_i[pair_q][{count_q[2:0], 6'b0} +: 64];
    first = '0;
    for (int unsigned p = NumPairs; p > 0; p--) if (mask_q[p-1]) first = PairWidth'(p - 1);
    if (kat_q) differs = answer != expected[{count_q[2:0], 6'b0} +: 64];
    else differs = pair_q != first && count_q < 4'd4 && answer != pubkey_q[count_q[1:0]];
    if (code_i[pair_q] != CodeOk) differs = 1'b1;
  end

  logic provision_good;
  assign provision_good = bad_q == '0 && mask_q != '0 && !wait_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      state_q <= StBoot;
      boot_q <= 1'b1;
      expand_q <= 1'b1;
      kat_q <= 1'b1;
      erase_q <= 1'b0;
      mask_q <= '0;
      bad_q <= '0;
      slot_q <= '0;
      asked_q <= '0;
      count_q <= '0;
      pair_q <= '0;
      kat_pair_q <= '0;
      crc_q <= '0;
      waited_q <= '0;
      wait_q <= 1'b0;
      valid_q <= '0;
      locked_q <= '0;
      code_q <= '0;
      command_q <= '0;
      pending_q <= 1'b0;
      due_q <= 1'b0;
      copy_q <= 1'b0;
      period_q <= ClkTargetHz[31:0];
      left_q <= ClkTargetHz[31:0];
      fail_o <= '0;
      tested_o <= 1'b0;
      zeroize_o <= 1'b0;
      for (int unsigned i = 0; i < 4; i++) begin
        seed_q[i] <= '0;
        pubkey_q[i] <= '0;
      end
    end else begin
      fail_o <= '0;
      tested_o <= 1'b0;
      zeroize_o <= 1'b0;
      copy_q <= 1'b0;

      // --- registers
      for (int unsigned i = 0; i < 4; i++) begin
        if (write_i && !pending_q && offset_i == AdminKeyData + 12'(8 * i)) seed_q[i] <= data_i;
      end
      if (write_i && offset_i == AdminSelfTest) begin
        period_q <= data_i[31:0];
        left_q <= data_i[31:0];
        due_q <= 1'b0;
      end else if (left_q > 32'd1) begin
        left_q <= left_q - 32'd1;
      end else if (period_q != '0) begin
        left_q <= period_q;
        due_q <= 1'b1;
      end
      if (write_i && offset_i == AdminKeyCmd && !pending_q && !boot_q && data_i[7:0] != KeyCommandNone) begin
        pending_q <= 1'b1;
        command_q <= data_i[7:0];
        asked_q <= data_i[11:8];
        code_q <= CodeOk;
        erase_q <= data_i[15:8] >= KeySlots;  // no such slot
      end

      // --- jobs
      unique case (state_q)
        StBoot: begin
          // Cores erase themselves; what they still had for us is dropped.
          boot_q <= 1'b1;
          mask_q <= '1;
          bad_q <= '0;
          expand_q <= 1'b1;
          kat_q <= 1'b1;
          slot_q <= KatSlot;
          waited_q <= '0;
          if (&free_i) state_q <= StReserve;
        end
        StIdle: begin
          boot_q <= 1'b0;
          bad_q <= '0;
          waited_q <= '0;
          wait_q <= 1'b0;
          if (pending_q && command_q != KeyCommandNone) begin
            mask_q <= healthy_i;
            slot_q <= asked_q;
            kat_q <= 1'b0;
            expand_q <= 1'b1;
            command_q <= KeyCommandNone;
            if (erase_q) begin
              code_q <= CodeNoKey;
              pending_q <= 1'b0;
            end else begin
              unique case (command_q)
                KeyCommandProvision: begin
                  if (locked_q[asked_q]) begin
                    code_q <= CodeLocked;
                    pending_q <= 1'b0;
                  end else if (healthy_i == '0) begin
                    code_q <= CodeInternal;
                    pending_q <= 1'b0;
                  end else begin
                    valid_q[asked_q] <= 1'b0;
                    state_q <= StReserve;
                  end
                end
                KeyCommandPublicKey: begin
                  if (!valid_q[asked_q]) code_q <= CodeNoKey;
                  copy_q <= valid_q[asked_q];
                  for (int unsigned i = 0; i < 4; i++) pubkey_q[i] <= '0;
                  pending_q <= 1'b0;
                end
                KeyCommandLock: begin
                  locked_q[asked_q] <= 1'b1;
                  pending_q <= 1'b0;
                end
                KeyCommandErase: begin
                  if (locked_q[asked_q]) begin
                    code_q <= CodeLocked;
                    pending_q <= 1'b0;
                  end else begin
                    valid_q[asked_q] <= 1'b0;
                    expand_q <= 1'b0;
                    mask_q <= '1;
                    state_q <= StReserve;
                  end
                end
                default: begin
                  code_q <= CodeBadOpcode;
                  pending_q <= 1'b0;
                end
              endcase
            end
          end else if (!pending_q && due_q && healthy_i != '0) begin
            // The next pair in turn; one that is out of use is passed over.
            kat_pair_q <= 32'(kat_pair_q) == NumPairs - 1 ? '0 : kat_pair_q + 1'b1;
            if (healthy_i[kat_pair_q]) begin
              due_q <= 1'b0;
              mask_q <= NumPairs'(1) << kat_pair_q;
              kat_q <= 1'b1;
              expand_q <= 1'b0;
              slot_q <= KatSlot;
              state_q <= StReserve;
            end
          end
        end
        StReserve: begin
          // Twice free in a row: the dispatcher has had time to see the reservation.
          count_q <= '0;
          crc_q <= 32'hFFFF_FFFF;
          wait_q <= (mask_q & ~free_i) == '0 && (mask_q & using_i) == '0;
          waited_q <= waited_q + 15'd1;
          if (wait_q && (mask_q & ~free_i) == '0 && (mask_q & using_i) == '0) begin
            wait_q <= 1'b0;
            waited_q <= '0;
            state_q <= !kat_q && !expand_q ? StErase : StCrc;
          end else if (waited_q == 15'(Limit)) begin
            bad_q <= mask_q & ~free_i;
            wait_q <= 1'b1;
            state_q <= StEnd;
          end
        end
        StCrc: begin
          count_q <= count_q + 4'd1;
          crc_q <= crc32c(crc_q, word);
          if (count_q == 4'd8) begin
            count_q <= '0;
            state_q <= StStream;
          end
        end
        StStream: begin
          count_q <= count_q + 4'd1;
          if (count_q == 4'd8) state_q <= StGo;
        end
        StGo: begin
          // A cycle for the cores' CRC, then go.
          wait_q <= !wait_q;
          count_q <= '0;
          pair_q <= '0;
          waited_q <= '0;
          if (wait_q) state_q <= StWait;
        end
        StWait: begin
          waited_q <= waited_q + 15'd1;
          if ((mask_q & ~done_i) == '0) begin
            state_q <= StCheck;
          end else if (waited_q == 15'(Limit)) begin
            bad_q <= mask_q & ~done_i;
            wait_q <= 1'b1;
            state_q <= StEnd;
          end
        end
        StCheck: begin
          count_q <= count_q + 4'd1;
          if (mask_q[pair_q] && differs) bad_q[pair_q] <= 1'b1;
          if (!kat_q && pair_q == first && count_q < 4'd4) pubkey_q[count_q[1:0]] <= answer;
          if (count_q == 4'd7) begin
            count_q <= '0;
            pair_q <= pair_q + 1'b1;
            if (32'(pair_q) == NumPairs - 1) state_q <= StEnd;
          end
        end
        StEnd: begin
          wait_q <= 1'b0;
          if (kat_q) begin
            tested_o <= !expand_q;
            fail_o <= bad_q;
            if (boot_q && expand_q) begin
              // Then the signature, of those that are left.
              expand_q <= 1'b0;
              mask_q <= mask_q & ~bad_q;
              bad_q <= '0;
              waited_q <= '0;
              state_q <= StReserve;
            end else begin
              boot_q <= 1'b0;
              state_q <= StIdle;
            end
          end else begin
            pending_q <= 1'b0;
            for (int unsigned i = 0; i < 4; i++) seed_q[i] <= '0;
            if (provision_good) begin
              valid_q[slot_q] <= 1'b1;
              state_q <= StIdle;
            end else begin
              code_q <= CodeFault;
              for (int unsigned i = 0; i < 4; i++) pubkey_q[i] <= '0;
              state_q <= StErase;
            end
          end
        end
        StErase: begin
          pending_q <= 1'b0;
          state_q <= StIdle;
        end
        default: state_q <= StBoot;
      endcase

      if (copy_q) begin
        for (int unsigned i = 0; i < 4; i++) pubkey_q[i] <= public_q[{slot_q, 2'(i)}];
      end

      if (zeroize) begin
        zeroize_o <= 1'b1;
        valid_q <= '0;
        pending_q <= 1'b0;
        code_q <= CodeZeroized;
        state_q <= StBoot;
        boot_q <= 1'b1;
        for (int unsigned i = 0; i < 4; i++) begin
          seed_q[i] <= '0;
          pubkey_q[i] <= '0;
        end
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (state_q == StCheck && !kat_q && pair_q == first && count_q < 4'd4) begin
      public_q[{slot_q, count_q[1:0]}] <= answer;
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      for (int unsigned q = 0; q < NumQueues; q++) mask_keys_q[q] <= '0;
    end else begin
      for (int unsigned q = 0; q < NumQueues; q++) begin
        if (write_i && offset_i == AdminKeyMask + 12'(8 * q)) mask_keys_q[q] <= data_i;
      end
    end
  end

  always_comb begin
    ack_o = '0;
    if (state_q == StBoot || state_q == StEnd) ack_o = done_i;
    for (int unsigned q = 0; q < NumQueues; q++) key_mask_o[q] = mask_keys_q[q];
  end

  assign boot_o = boot_q;
  assign heal_o = state_q == StBoot;
  assign keys_valid_o = valid_q;
  assign erase_o = state_q == StErase;
  assign erase_slot_o = slot_q;

  always_comb begin
    read_o = '1;
    unique case (offset_i)
      AdminKeyStatus: read_o = {40'b0, 4'b0, asked_q, code_q, 7'b0, pending_q};
      AdminSlotsValid: read_o = {48'b0, valid_q};
      AdminSlotsLocked: read_o = {48'b0, locked_q};
      AdminSelfTest: read_o = {32'b0, period_q};
      AdminKeyCmd, AdminZeroize: read_o = '0;
      default: begin
        for (int unsigned i = 0; i < 4; i++) begin
          if (offset_i == AdminKeyData + 12'(8 * i)) read_o = '0;
          if (offset_i == AdminPubkey + 12'(8 * i)) read_o = pubkey_q[i];
        end
        for (int unsigned q = 0; q < NumQueues; q++) begin
          if (offset_i == AdminKeyMask + 12'(8 * q)) read_o = mask_keys_q[q];
        end
      end
    endcase
  end

endmodule
