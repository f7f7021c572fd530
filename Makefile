# SPDX-License-Identifier: GPL-2.0-or-later
# cns - one static helper library, libiso, and a program per file in tools/.
#
#	make [V=1] [STATIC=0] [PIE=1] [SANITIZE=1]
#	make check [WITHOUT=openat2] [KEEP=1]
#
# A tool is tools/cns-NAME.c and, where it has verbs or chapters, tools/NAME/*.c.

CC      ?= cc
AR      ?= ar
PREFIX  ?= /usr/local
CLANG   ?= clang
LLVM_STRIP ?= llvm-strip
BPFTOOL ?= $(firstword $(wildcard /usr/sbin/bpftool /sbin/bpftool) bpftool)
CFLAGS  ?= -O2 -g
DIST    ?= dist
STATIC  ?= 1
V       ?= 0
K       ?= 6.1 6.12

VERSION := $(shell sed -n 's/^.define CNS_VERSION "\(.*\)"/\1/p' libiso/version.h)

WARN = -std=gnu17 -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wformat=2 -Wvla -Wimplicit-fallthrough
HARDEN = -fstack-protector-strong -fno-strict-aliasing
# Of what else the OpenSSF's guide to hardening asks for, what this compiler takes; asked once.
HARDEN_PROBED = -D_FORTIFY_SOURCE=3 -fstack-clash-protection -fcf-protection=full \
	-ftrivial-auto-var-init=zero -fno-delete-null-pointer-checks

# PIE=1: static programs at another address in each run (-static-pie).  Not the default: to write its
# own addresses anew costs a program a twentieth of its start (measured: 12 to 32 us of 410 to 460),
# and most of ours live no longer than that.  The table of these addresses is packed, where the linker
# can and the C library's start understands it: a program made so has to run.
PIE ?= 0
PACKED = -Wl,-z,pack-relative-relocs
STATIC_KIND = -static

ifeq ($(SANITIZE),1)
STATIC = 0
BUILD ?= build/sanitize
BIN ?= build/sanitize/bin
SANITIZERS = -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
SANITIZED = $(BUILD)/tests/sanitize/options.o
else ifeq ($(STATIC),0)
BUILD ?= build/dynamic
BIN ?= build/dynamic/bin
else ifeq ($(PIE),1)
BUILD ?= build/pie
BIN ?= build/pie/bin
HARDEN += -fPIE
STATIC_KIND = -static-pie $(PIE_PACKED)
DYNAMIC_KIND = -pie
else
BUILD ?= build
BIN ?= bin
endif

# Static programs start without what a C library's start does for others, where that is seen to work:
# half of what a small program takes in a virtual machine (libiso/start.c).
START = libiso/start.c libiso/start_probe.c

.DEFAULT_GOAL := all
PROBED = $(BUILD)/probed-$(notdir $(lastword $(CC))).mk
ifneq ($(SANITIZE),1)
-include $(PROBED)
endif
$(PROBED): Makefile $(START)
	@mkdir -p $(@D)
	@for flag in $(HARDEN_PROBED); do \
		echo 'int x;' | $(CC) -O2 -Werror $$flag -x c -S -o - - >/dev/null 2>&1 && echo "HARDEN += $$flag"; \
	done >$@
	@! { echo 'int main(void) { return 0; }' | $(CC) -O2 -fPIE -static-pie $(PACKED) \
		-Wl,--fatal-warnings -x c - -o $@.try && $@.try; } >/dev/null 2>&1 || \
		echo 'PIE_PACKED = $(PACKED)' >>$@
	@! { $(CC) -D_GNU_SOURCE -O2 -static $(START) -o $@.try && test "$$($@.try)" = started; } >/dev/null 2>&1 || \
		echo 'STARTS = $(BUILD)/libiso/start.o' >>$@
	@rm -f $@.try

ALL_CPPFLAGS = -D_GNU_SOURCE -Ilibiso -Itools -I$(BUILD) -MMD -MP $(CPPFLAGS)
# Without optimization nothing can be fortified, and the C library warns of the wish.
ALL_CFLAGS   = $(WARN) $(HARDEN) $(SANITIZERS) $(if $(filter -O0,$(CFLAGS)),-U_FORTIFY_SOURCE) -ffile-prefix-map=$(CURDIR)=. $(CFLAGS) $(EXTRA)
ALL_LDFLAGS  = $(HARDEN) $(SANITIZERS) -Wl,--gc-sections -Wl,-z,noexecstack -Wl,-z,relro -Wl,-z,now $(LDFLAGS)

# Which libraries a tool needs.  libmnl has no static archive in Debian, so what talks to the
# network's netlink families is linked dynamically, with as few other shared objects as there are
# archives for: each costs a start a third of a millisecond.
archive = $(if $(and $(filter 1,$(STATIC)),$(findstring /,$(shell $(CC) -print-file-name=lib$(1).a))),-l:lib$(1).a,-l$(1))
LIBS_cns-unshare = -lcap-ng -lseccomp -ljson-c
LIBS_cns-enter   = -lcap-ng
LIBS_cns-chroot  = -lcap-ng -lseccomp -ljson-c
LIBS_cns-cgctl   = -lcap-ng -lbpf -lelf -lz -lm
LIBS_cns-ps      = -lcap-ng
LIBS_cns-netns   = $(call archive,cap-ng) $(call archive,nftnl) -lmnl
DYNAMIC          = cns-netns

# Programs that start anew do so before their C library has started (libiso/kernel/early.c).
MACHINE := $(shell $(CC) -dumpmachine | sed 's/-.*//')
# Not at an address that is not known yet.
ifeq ($(MACHINE)-$(SANITIZE)-$(PIE),x86_64--0)
ENTRY_cns-enter = -Wl,-e,early_start -Wl,-u,early_start
endif

TOOLS   := $(patsubst tools/%.c,%,$(wildcard tools/cns-*.c))
BPF_SRC := $(wildcard libiso/bpf/*.bpf.c)
LIB_SRC := $(filter-out $(BPF_SRC) $(START),$(wildcard libiso/*.c libiso/*/*.c))
LIB_OBJ := $(LIB_SRC:%.c=$(BUILD)/%.o)
PAGES   := $(wildcard man/*.1 man/*.7)

Q = $(if $(filter 1,$(V)),,@)
say = $(if $(filter 1,$(V)),,@printf '  %-8s %s\n' $(1) $(2))
part = $(patsubst %.c,$(BUILD)/%.o,$(wildcard tools/$(patsubst cns-%,%,$(1))/*.c))
is_static = $(if $(filter 1,$(STATIC)),$(if $(filter $(1),$(DYNAMIC)),,yes))
static = $(if $(call is_static,$(1)),$(STATIC_KIND),$(DYNAMIC_KIND))
start = $(if $(call is_static,$(1)),$(if $(filter 1,$(PIE)),,$(STARTS)))

all: $(TOOLS:%=$(BIN)/%)

define tool
$(BIN)/$(1): $(BUILD)/tools/$(1).o $(call part,$(1)) $(call start,$(1)) $(SANITIZED) $(BUILD)/libiso.a
	@mkdir -p $$(@D)
	$$(call say,LINK,$$@)
	$$(Q)$$(CC) $$(ALL_LDFLAGS) $(call static,$(1)) $$(ENTRY_$(1)) -o $$@ $$(filter %.o %.a,$$^) $$(LIBS_$(1))
endef
$(foreach t,$(TOOLS),$(eval $(call tool,$(t))))

$(BUILD)/libiso.a: $(LIB_OBJ)
	$(call say,AR,$@)
	$(Q)rm -f $@ && $(AR) rcs $@ $^

$(BUILD)/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -ffunction-sections -fdata-sections -c -o $@ $<

# Programs for the kernel, as a header with the object inside: compiled once, without debug
# information, and loaded by libbpf, which fits them to the kernel that runs.
BPF_CFLAGS = -g -O2 -Wall -Wextra -target bpf -idirafter /usr/include/$(shell uname -m)-linux-gnu
$(BUILD)/bpf/%.skel.h: libiso/bpf/%.bpf.c $(wildcard libiso/*_rule.h)
	@mkdir -p $(@D)
	$(call say,BPF,$<)
	$(Q)$(CLANG) $(BPF_CFLAGS) -c -o $(@:.skel.h=.o) $<
	$(Q)$(LLVM_STRIP) -g $(@:.skel.h=.o)
	$(Q)$(BPFTOOL) gen skeleton $(@:.skel.h=.o) name $*_bpf >$@.new
	@mv $@.new $@
$(BUILD)/libiso/device.o: $(BUILD)/bpf/device.skel.h
$(BUILD)/libiso/traffic.o: $(BUILD)/bpf/traffic.skel.h
$(BUILD)/libiso/traffic_meter.o: $(BUILD)/bpf/meter.skel.h

# Other flags are another program: what was built with the old ones is built again.
FLAGS = $(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS)
$(BUILD)/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(FLAGS)' | cmp -s - $@ || echo '$(FLAGS)' >$@

UNITS := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/unit/*.c))
units: $(UNITS)
$(BUILD)/tests/unit/%: tests/unit/%.c $(BUILD)/libiso.a
	@mkdir -p $(@D)
	$(call say,UNIT,$@)
	$(Q)$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $< $(BUILD)/libiso.a -lcmocka -lcap-ng

# Programs that test ours from outside; none is installed.
FAULTS := $(BUILD)/tests/faults
TESTERS := $(FAULTS)/faultsweep $(FAULTS)/isoprobe $(FAULTS)/without $(BUILD)/tests/attacks/hostile $(BUILD)/tests/attacks/loader
REPLAYS := $(patsubst tests/fuzz/%.c,$(BUILD)/tests/fuzz/%,$(wildcard tests/fuzz/*.c))
testers: $(TESTERS) $(REPLAYS) $(if $(SANITIZERS),,$(TOOLS:%=$(FAULTS)/dynamic/%))
# They are static, and run where nothing is that a sanitizer needs.
$(TESTERS): SANITIZERS =
$(BUILD)/flags: SANITIZERS := $(SANITIZERS)
$(BUILD)/tests/fuzz/%: $(BUILD)/tests/fuzz/%.o $(BUILD)/tests/fuzz/replay/main.o $(BUILD)/libiso.a
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ -lcap-ng -lseccomp -ljson-c -lnftnl -lmnl
.PRECIOUS: $(BUILD)/tests/fuzz/%.o
$(FAULTS)/faultsweep: $(addprefix $(BUILD)/tests/faults/,sweep.o trace.o state.o compare.o network.o rules.o calls.o)
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^
$(FAULTS)/isoprobe: $(BUILD)/tests/faults/probe.o
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -static -o $@ $^
$(FAULTS)/without: $(BUILD)/tests/faults/without.o
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -static -o $@ $^
$(BUILD)/tests/attacks/hostile: $(BUILD)/tests/attacks/hostile.o
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -static -o $@ $^
$(BUILD)/tests/attacks/loader: tests/attacks/loader.c
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(CC) $(WARN) -O1 -static -nostdlib -fno-stack-protector -o $@ $<
WRAP = -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=seccomp_export_bpf
define failing
$(FAULTS)/bin/$(1): $(BUILD)/tests/faults/allocation.o $(BUILD)/tools/$(1).o $(call part,$(1)) $(call start,$(1)) $(BUILD)/libiso.a
	@mkdir -p $$(@D)
	$$(call say,LINK,$$@)
	$$(Q)$$(CC) $$(ALL_LDFLAGS) $(WRAP) $(call static,$(1)) -o $$@ $$(filter %.o %.a,$$^) $$(LIBS_$(1))
endef
$(foreach t,$(TOOLS),$(eval $(call failing,$(t))))
failing: $(TOOLS:%=$(FAULTS)/bin/%)
# With a C library that valgrind knows the allocations of.
define dynamic
$(FAULTS)/dynamic/$(1): $(BUILD)/tools/$(1).o $(call part,$(1)) $(BUILD)/libiso.a
	@mkdir -p $$(@D)
	$$(call say,LINK,$$@)
	$$(Q)$$(CC) $$(ALL_LDFLAGS) -o $$@ $$(filter %.o %.a,$$^) $$(LIBS_$(1))
endef
$(foreach t,$(TOOLS),$(eval $(call dynamic,$(t))))

faults: all testers failing
	tests/faults/run --jobs 2 --both

# PEERS=yes also attacks the programs of others that are installed.
attacks: all testers
	RACE_SECONDS=10 tests/attacks/run $(if $(PEERS),--peers)

# The library again, for clang's fuzzer and sanitizers.
FUZZERS := $(patsubst tests/fuzz/%.c,build/fuzz/%,$(wildcard tests/fuzz/*.c))
FUZZ_OBJ := $(LIB_SRC:%.c=build/fuzz/%.o)
FUZZ_FLAGS = -std=gnu17 -g -O1 -fsanitize=fuzzer-no-link,address,undefined \
	-fno-sanitize-recover=undefined
TIME ?= 60
$(FUZZ_OBJ): | $(BPF_SRC:libiso/bpf/%.bpf.c=$(BUILD)/bpf/%.skel.h)
build/fuzz/libiso/%.o: libiso/%.c
	@mkdir -p $(@D)
	$(call say,FUZZ,$<)
	$(Q)clang $(ALL_CPPFLAGS) $(FUZZ_FLAGS) -c -o $@ $<
build/fuzz/libiso.a: $(FUZZ_OBJ)
	$(Q)rm -f $@ && $(AR) rcs $@ $^
build/fuzz/%: tests/fuzz/%.c build/fuzz/libiso.a
	$(call say,LINK,$@)
	$(Q)clang $(ALL_CPPFLAGS) $(FUZZ_FLAGS) -fsanitize=fuzzer -o $@ $< build/fuzz/libiso.a \
		-lcap-ng -lseccomp -ljson-c -lnftnl -lmnl
fuzz: $(FUZZERS)
	tests/fuzz/run $(TIME)

# What is tested, where it is not the plain build.
BUILT = $(if $(filter-out bin,$(BIN)),BIN=$(BIN) BUILD=$(BUILD) SANITIZE=$(SANITIZE) CNS_SECONDS=$(if $(SANITIZERS),1200,300))
# WITHOUT=openat2 and the like: here alone, and as if the kernel did not have it.
check: all units testers failing
	$(BUILT) scripts/run-tests $(if $(WITHOUT),--host,--all) $(if $(KEEP),--keep)
check-host: all units testers failing
	$(BUILT) scripts/run-tests --host
check-vm: all
	$(BUILT) scripts/run-tests --vm $(K)
check-fresh: all
	scripts/check-fresh
demo: all
	scripts/demo
bench: all
	scripts/deps bench
	scripts/bench/run $(ONLY)
lint: all
	scripts/lint

install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/man/man1 \
		$(DESTDIR)$(PREFIX)/share/man/man7 \
		$(DESTDIR)$(PREFIX)/share/bash-completion/completions \
		$(DESTDIR)$(PREFIX)/share/zsh/site-functions \
		$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
	install -m 755 $(TOOLS:%=$(BIN)/%) $(DESTDIR)$(PREFIX)/bin
	for page in $(PAGES); do \
		install -m 644 $$page $(DESTDIR)$(PREFIX)/share/man/man$${page##*.}; done
	scripts/install-completions install $(DESTDIR)$(PREFIX)/share $(TOOLS)
uninstall:
	rm -f $(TOOLS:%=$(DESTDIR)$(PREFIX)/bin/%)
	for page in $(PAGES); do \
		rm -f $(DESTDIR)$(PREFIX)/share/man/man$${page##*.}/$${page##*/}; done
	scripts/install-completions uninstall $(DESTDIR)$(PREFIX)/share $(TOOLS)

dist:
	mkdir -p $(DIST)
	git archive --prefix=cns-$(VERSION)/ -o $(DIST)/cns-$(VERSION).tar.gz HEAD

clean:
	rm -rf build bin dist

FORCE:
.PHONY: all units testers failing faults attacks fuzz check check-host check-vm check-fresh demo bench lint install uninstall dist clean FORCE
-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
