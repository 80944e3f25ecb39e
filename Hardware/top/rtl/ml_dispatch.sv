// SPDX-License-Identifier: Apache-2.0
// Takes requests from the queues, in turn, and gives each to a pair of cores: streams its words, then
// says whether to sign or with what to refuse. A refusal goes through the pair too, so that
// completions have one way out and keep their queue's order.
module ml_dispatch
  import mlk1_pkg::*;
#(
  parameter int unsigned NumQueues = 2,
  parameter int unsigned NumPairs = 2,
  localparam int unsigned AddrWidth = 13 + $clog2(NumQueues)
) (
  input  logic                       clk_i,
  input  logic                       rst_ni,
  input  logic [63:0]                time_i,
  input  logic                       hold_i,        // the self-test of a reset runs

  input  logic [NumQueues-1:0]       ready_i,
  input  logic [NumQueues-1:0]       overflow_i,
  input  logic [NumQueues-1:0]       zeroized_i,
  input  logic [NumQueues-1:0][31:0] available_i,
  input  logic [NumQueues-1:0][12:0] address_i,
  input  logic [NumQueues-1:0][31:0] next_i,
  input  logic [NumQueues-1:0][63:0] key_mask_i,
  input  logic [15:0]                keys_valid_i,
  output logic [NumQueues-1:0]       busy_o,
  output logic [NumQueues-1:0]       take_o,
  output logic [3:0]                 take_slots_o,
  output logic [7:0]                 take_stop_o,

  output logic                       read_o,
  output logic [AddrWidth-1:0]       read_addr_o,
  input  logic [63:0]                read_word_i,

  input  logic [NumPairs-1:0]        free_i,        // and not reserved
  input  logic [NumPairs-1:0]        healthy_i,
  input  logic [NumPairs-1:0]        load_good_i,
  output logic [NumPairs-1:0]        using_o,       // the pair that is loaded now
  output logic                       load_first_o,
  output logic                       load_valid_o,
  output logic [63:0]                load_word_o,
  output logic                       go_o,
  output logic [7:0]                 go_code_o,
  output logic                       go_sign_o,
  output logic [3:0]                 go_queue_o,
  output logic [31:0]                go_seq_o
);

  typedef enum logic [1:0] {
    StIdle  = 2'd0,
    StRead  = 2'd1,
    StCheck = 2'd2
  } state_e;

  localparam int unsigned QueueWidth = NumQueues > 1 ? $clog2(NumQueues) : 1;

  logic [1:0]            state_q;
  logic [QueueWidth-1:0] queue_q, queue_pick;
  logic [NumPairs-1:0]   pair_q, pair_pick, usable;
  logic                  found, overflow_q, reading_q, bad_length_q;
  logic [7:0]            issued_q, received_q, total_q;
  logic [3:0]            slots_q;
  logic [63:0]           head_q, deadline_q;

  // The first queue with a request after the one served last; the lowest usable pair.
  always_comb begin
    found = 1'b0;
    queue_pick = queue_q;
    for (int unsigned i = 0; i < NumQueues; i++) begin
      logic [QueueWidth-1:0] candidate;
      candidate = QueueWidth'((32'(queue_q) + 1 + i) % NumQueues);
      if (!found && ready_i[candidate]) begin
        found = 1'b1;
        queue_pick = candidate;
      end
    end
    // With no pair healthy any serves to say so.
    usable = (free_i & healthy_i) != '0 ? free_i & healthy_i : (healthy_i == '0 ? free_i : '0);
    pair_pick = usable & (~usable + 1'b1);
  end

  // --- the header, as it arrives

  logic [15:0] length;
  logic        length_bad;
  logic [7:0]  words;
  logic [3:0]  slots;

  always_comb begin
    length = read_word_i[63:48];
    words = 8'(length[10:3]) + {7'b0, |length[2:0]} + 8'd5;
    slots = 4'((words + 8'd31) >> 5);
    length_bad = length > MessageMax || 32'(slots) > available_i[queue_q];
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      state_q <= StIdle;
      queue_q <= '0;
      pair_q <= '0;
      overflow_q <= 1'b0;
      reading_q <= 1'b0;
      bad_length_q <= 1'b0;
      issued_q <= '0;
      received_q <= '0;
      total_q <= '0;
      slots_q <= '0;
      head_q <= '0;
      deadline_q <= '0;
    end else begin
      unique case (state_q)
        StIdle: begin
          reading_q <= 1'b0;
          issued_q <= '0;
          received_q <= '0;
          total_q <= 8'd5;
          slots_q <= 4'd1;
          bad_length_q <= 1'b0;
          pair_q <= '0;
          if (!hold_i && found && usable != '0) begin
            queue_q <= queue_pick;
            pair_q <= pair_pick;
            overflow_q <= overflow_i[queue_pick];
            state_q <= StRead;
          end
        end
        StRead: begin
          reading_q <= read_o;
          if (read_o) issued_q <= issued_q + 8'd1;
          if (reading_q) begin
            received_q <= received_q + 8'd1;
            if (received_q == 8'd0) begin
              head_q <= load_word_o;
              if (!overflow_q) begin
                bad_length_q <= length_bad;
                total_q <= length_bad ? 8'd5 : words;
                slots_q <= length_bad ? 4'd1 : slots;
              end
            end
            if (received_q == 8'd2) deadline_q <= load_word_o;
            if (received_q >= 8'd4 && received_q + 8'd1 == total_q) state_q <= StCheck;
          end
        end
        default: state_q <= StIdle;
      endcase
    end
  end

  assign read_o = state_q == StRead && issued_q < total_q;
  assign read_addr_o = AddrWidth'({queue_q, address_i[queue_q] + 13'(issued_q)});

  assign load_valid_o = state_q == StRead && reading_q;
  assign load_first_o = load_valid_o && received_q == 8'd0;
  assign load_word_o = overflow_q ? '0 : read_word_i;
  assign using_o = pair_q;

  // --- sign, or refuse

  logic [7:0] opcode, key;
  logic       sign;
  assign opcode = head_q[39:32];
  assign key = head_q[47:40];
  assign sign = opcode == OpSign;

  always_comb begin
    go_code_o = CodeOk;
    if (overflow_q) go_code_o = CodeOverflow;
    else if (head_q[31:0] != next_i[queue_q]) go_code_o = CodeBadSequence;
    else if (bad_length_q) go_code_o = CodeBadLength;
    else if ((pair_q & load_good_i) == '0) go_code_o = CodeBadCrc;
    else if (!sign && opcode != OpLoopback) go_code_o = CodeBadOpcode;
    else if (sign && (key >= KeySlots || !key_mask_i[queue_q][key[5:0]])) go_code_o = CodeNotAllowed;
    else if (sign && zeroized_i[queue_q]) go_code_o = CodeZeroized;
    else if (sign && !keys_valid_i[key[3:0]]) go_code_o = CodeNoKey;
    else if (sign && deadline_q != '0 && time_i > deadline_q) go_code_o = CodeExpired;
    else if (sign && healthy_i == '0) go_code_o = CodeInternal;

    take_stop_o = '0;
    if (go_code_o == CodeOverflow || go_code_o == CodeBadSequence || go_code_o == CodeBadLength
        || go_code_o == CodeBadCrc) take_stop_o = go_code_o;
  end

  assign go_o = state_q == StCheck;
  assign go_sign_o = sign && !overflow_q;
  assign go_queue_o = 4'(queue_q);
  assign go_seq_o = next_i[queue_q];
  assign take_slots_o = overflow_q ? 4'd0 : slots_q;

  always_comb begin
    busy_o = '0;
    take_o = '0;
    if (state_q != StIdle) busy_o[queue_q] = 1'b1;
    if (state_q == StCheck) take_o[queue_q] = 1'b1;
  end


  // The length was looked at when it arrived.
  logic unused;
  assign unused = ^head_q[63:48];

endmodule
