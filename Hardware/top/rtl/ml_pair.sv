// SPDX-License-Identifier: Apache-2.0
// Two signers that do the same work, and what makes sure that they agree.
//
// Both are given the request's words, check its CRC on their own copies, and sign with their own keys,
// hash and registers; only the comb table, whose entries carry parity, is one. When both are done the
// signature is compared word by word while the completion's CRC is made from the second core's copies.
// What differs, comes at another cycle, or does not come, is a fault: the signature is withheld and the
// pair erases itself.
//
//   idle ─ load_first ▶ loading ─ go ▶ running ─ both done ▶ checking ─▶ done ─ ack ▶ idle
//                                 └─ a refusal, a loopback ────▲
module ml_pair
  import mlk1_pkg::*;
  import ml_microcode_pkg::*;
  import ml_crc32c_pkg::*;
(
  input  logic         clk_i,
  input  logic         rst_ni,
  input  logic         unpaired_i,     // tests only: the first core alone, unchecked
  input  logic [63:0]  time_i,

  input  logic         wipe_i,         // zeroize: what is under way ends with code ZEROIZED
  input  logic         erase_i,        // a slot; when idle
  input  logic [3:0]   erase_slot_i,

  input  logic         load_first_i,
  input  logic         load_valid_i,
  input  logic [63:0]  load_word_i,
  output logic         load_good_o,    // both copies

  input  logic         go_i,
  input  logic [7:0]   go_code_i,      // OK: do it; else the refusal to complete with
  input  logic         go_sign_i,      // sign or expand; otherwise there is nothing to do
  input  logic         go_expand_i,
  input  logic         go_admin_i,     // the result is for the administration, not for a queue
  input  logic [3:0]   go_queue_i,
  input  logic [31:0]  go_seq_i,

  output logic         free_o,
  output logic         pending_o,      // a queue's request is between go and acknowledgement
  output logic         done_o,
  output logic         admin_o,
  output logic [3:0]   queue_o,
  output logic [31:0]  seq_o,
  output logic [7:0]   code_o,
  output logic [511:0] signature_o,
  output logic [63:0]  cookie_o,
  output logic [63:0]  time_o,
  output logic [31:0]  cycles_o,
  output logic [31:0]  crc_o,          // of nine words: the writer adds the tag, which has the phase
  output logic         signed_o,
  output logic [31:0]  check_seq_o,    // the second copies, for the tag in the CRC
  output logic [7:0]   check_code_o,
  input  logic         ack_i,

  output logic [7:0]   sticky_o        // bits of STICKY_ERR, one cycle
);

  typedef enum logic [2:0] {
    StIdle     = 3'd0,
    StLoading  = 3'd1,
    StRunning  = 3'd2,
    StChecking = 3'd3,
    StDone     = 3'd4
  } state_e;

  // What the request is.
  typedef struct packed {
    logic [7:0]  code;
    logic        sign;
    logic        admin;
    logic [3:0]  owner;
    logic [31:0] seq;
  } meta_t;

  // State and request stand three times and are voted on, so that a flipped bit is gone in the next cycle:
  // all else that can go wrong here ends with these, and a pair that forgot its request would never
  // complete it.
  logic [2:0]  state, state_d, state_1_q, state_2_q, state_3_q;
  meta_t       meta, meta_d, meta_1_q, meta_2_q, meta_3_q;
  logic [31:0] cycles_q, crc_q;
  logic [63:0] time_q;
  logic [3:0]  index_q;
  logic        bad_q, wipe, wipe_self_q, zeroized_q;
  logic        done_a, done_b, wiping_a, wiping_b, busy_a, busy_b, good_a, good_b;
  logic        table_a, table_b, count_a, count_b;
  logic        start;
  logic [255:0] point_a, point_b, scalar_a, scalar_b;
  logic [63:0]  head_a, head_b, cookie_a, cookie_b;
  logic                 table_en_a, table_en_b;
  logic [11:0]          table_addr_a, table_addr_b;
  logic [CombWidth-1:0] table_data_a, table_data_b;

  assign state = (state_1_q & state_2_q) | (state_1_q & state_3_q) | (state_2_q & state_3_q);
  assign meta = (meta_1_q & meta_2_q) | (meta_1_q & meta_3_q) | (meta_2_q & meta_3_q);

  // Words reach the cores only while a request is loaded: never while they sign.
  logic load_first, load_valid;
  assign load_first = load_first_i && state == StIdle;
  assign load_valid = load_valid_i && (state == StLoading || (state == StIdle && load_first_i));

  assign wipe = wipe_i || wipe_self_q;
  assign start = state == StLoading && go_i && go_code_i == CodeOk && go_sign_i && !zeroized_q
                 && !wipe && load_good_o;

  ml_signer u_first (
    .clk_i, .rst_ni,
    .wipe_i(wipe), .wiping_o(wiping_a), .erase_i, .erase_slot_i,
    .load_first_i(load_first), .load_valid_i(load_valid), .load_word_i,
    .load_good_o(good_a), .start_i(start), .expand_i(go_expand_i),
    .busy_o(busy_a), .done_o(done_a), .table_error_o(table_a), .cycles_error_o(count_a),
    .point_o(point_a), .scalar_o(scalar_a), .head_o(head_a), .cookie_o(cookie_a),
    .table_en_o(table_en_a), .table_addr_o(table_addr_a), .table_data_i(table_data_a)
  );

  ml_signer u_second (
    .clk_i, .rst_ni,
    .wipe_i(wipe), .wiping_o(wiping_b), .erase_i, .erase_slot_i,
    .load_first_i(load_first), .load_valid_i(load_valid), .load_word_i,
    .load_good_o(good_b), .start_i(start), .expand_i(go_expand_i),
    .busy_o(busy_b), .done_o(done_b), .table_error_o(table_b), .cycles_error_o(count_b),
    .point_o(point_b), .scalar_o(scalar_b), .head_o(head_b), .cookie_o(cookie_b),
    .table_en_o(table_en_b), .table_addr_o(table_addr_b), .table_data_i(table_data_b)
  );

  ml_comb_table u_table (
    .clk_i,
    .a_en_i(table_en_a), .a_addr_i(table_addr_a), .a_data_o(table_data_a),
    .b_en_i(table_en_b), .b_addr_i(table_addr_b), .b_data_o(table_data_b)
  );

  // --- the completion's words: word 0 to 7 the signature, 8 the cookie, 9 what the copies say of it

  logic [1023:0] words_a, words_b;
  logic [63:0]  word_a, word_b;
  logic         release_a, release_b, agree;

  assign release_a = meta.sign && meta.code == CodeOk && !zeroized_q;
  assign release_b = meta.sign && meta.code == CodeOk && !zeroized_q;
  assign words_a = {448'b0, cookie_a, release_a ? {scalar_a, point_a} : 512'b0};
  assign words_b = {448'b0, cookie_b, release_b ? {scalar_b, point_b} : 512'b0};

  always_comb begin
    word_a = words_a[{index_q, 6'b0} +: 64];
    word_b = words_b[{index_q, 6'b0} +: 64];
    agree = word_a == word_b && head_a == head_b;
  end

  logic signing_bad, unsound, again;
  logic [7:0] again_code;

  assign signing_bad = !done_a || !done_b || table_a || table_b || count_a || count_b;
  assign unsound = bad_q || (!agree && !unpaired_i);

  // The next state and request. `again`: the words, zero from now on, are gone through once more under
  // another code, for their CRC.
  always_comb begin
    state_d = state;
    meta_d = meta;
    again = 1'b0;
    again_code = CodeFault;
    unique case (state)
      StIdle: if (load_valid) state_d = StLoading;
      StLoading: begin
        if (go_i) begin
          meta_d.code = zeroized_q ? CodeZeroized : go_code_i;
          // What was to be signed and is not started never ends as OK: the copies are bad, or erased now.
          if (go_code_i == CodeOk && go_sign_i && !start) begin
            meta_d.code = load_good_o ? CodeZeroized : CodeBadCrc;
          end
          meta_d.sign = go_sign_i;
          meta_d.admin = go_admin_i;
          meta_d.owner = go_queue_i;
          meta_d.seq = go_seq_i;
          state_d = start ? StRunning : StChecking;
        end else if (cycles_q[9]) begin
          state_d = StIdle;  // forgotten by who began
        end
      end
      StRunning: begin
        if (zeroized_q) begin
          meta_d.code = CodeZeroized;
          state_d = StChecking;
        end else if ((unpaired_i ? done_a : (done_a || done_b)) || cycles_q[12]) begin
          state_d = StChecking;
        end
      end
      StChecking: begin
        if (index_q >= 4'd8) begin
          state_d = StDone;
          if (zeroized_q && meta.code != CodeZeroized) begin
            again = 1'b1;
            again_code = CodeZeroized;
          end else if (unsound && !zeroized_q && meta.code != CodeFault) begin
            again = 1'b1;
          end
        end
      end
      StDone: begin
        // Whoever acknowledges has copied the result.
        if (ack_i) begin
          state_d = StIdle;
        end else if (wipe_i) begin
          again = 1'b1;
          again_code = CodeZeroized;
        end
      end
      default: state_d = StIdle;  // three bits at once
    endcase
    if (again) begin
      meta_d.code = again_code;
      state_d = StChecking;
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      state_1_q <= StIdle;
      state_2_q <= StIdle;
      state_3_q <= StIdle;
      meta_1_q <= '0;
      meta_2_q <= '0;
      meta_3_q <= '0;
      cycles_q <= '0;
      crc_q <= '0;
      time_q <= '0;
      index_q <= '0;
      bad_q <= 1'b0;
      wipe_self_q <= 1'b0;
      zeroized_q <= 1'b0;
      sticky_o <= '0;
    end else begin
      state_1_q <= state_d;
      state_2_q <= state_d;
      state_3_q <= state_d;
      meta_1_q <= meta_d;
      meta_2_q <= meta_d;
      meta_3_q <= meta_d;
      wipe_self_q <= 1'b0;
      sticky_o <= '0;
      if (wipe_i && state != StIdle) zeroized_q <= 1'b1;
      else if (state == StIdle) zeroized_q <= 1'b0;
      if (state == StIdle) cycles_q <= 32'd1;
      else if (state != StDone) cycles_q <= cycles_q + 32'd1;
      if (state != StChecking || again) begin
        index_q <= '0;
        bad_q <= 1'b0;
        crc_q <= state == StDone && !again ? crc_q : 32'hFFFF_FFFF;
      end else begin
        index_q <= index_q + 4'd1;
        crc_q <= crc32c(crc_q, unpaired_i ? word_a : word_b);
        if (!agree && !unpaired_i) bad_q <= 1'b1;
      end
      if (state == StRunning && state_d == StChecking && !zeroized_q && !unpaired_i && signing_bad) begin
        bad_q <= 1'b1;
        sticky_o[1] <= table_a || table_b;
        sticky_o[2] <= count_a || count_b;
        sticky_o[4] <= !done_a || !done_b;
      end
      if (state == StChecking && index_q >= 4'd8) begin
        time_q <= time_i;
        if (unsound && !zeroized_q) begin
          wipe_self_q <= 1'b1;
          sticky_o[0] <= 1'b1;
        end
      end
    end
  end

  assign load_good_o = good_a && good_b;
  assign free_o = state == StIdle && !busy_a && !busy_b && !wiping_a && !wiping_b && !wipe;
  assign pending_o = (state == StRunning || state == StChecking || state == StDone) && !meta.admin;
  assign done_o = state == StDone;
  assign admin_o = meta.admin;
  assign queue_o = meta.owner;
  assign seq_o = meta.seq;
  assign code_o = meta.code;
  assign signature_o = words_a[511:0];
  assign cookie_o = cookie_a;
  assign time_o = time_q;
  assign cycles_o = cycles_q;
  assign crc_o = crc_q;
  assign signed_o = release_a;
  assign check_seq_o = meta_2_q.seq;
  assign check_code_o = meta_2_q.code;

endmodule
