# cns.bash - completion of the cns programs for bash.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# Knows no option by name: at TAB it asks `PROGRAM [VERB] --list-options`, whose ARGUMENT words
# say what to offer.  What stands before the cursor is walked once from the left: options and
# their arguments, the verb, operands; from the word COMMAND on the line is that command's.

# What a line of --list-options says, by option as it is typed.
_cns_read_table() {
	local letter name argument optional
	while IFS=$'\x1f' read -r letter name argument _ _ optional; do
		case $letter in
		operands) operands=$argument ;;
		verb) verbs+=("$name") ;;
		*)
			longs+=("--$name")
			arguments[--$name]=$argument
			optionals[--$name]=$optional
			if [[ $letter != - ]]; then
				arguments[-$letter]=$argument
				optionals[-$letter]=$optional
			fi
			;;
		esac
	done < <("$@" --list-options 2>/dev/null </dev/null | tr '\t' '\037')
}

# The words up to the cursor, undivided: bash cuts them at = and : too.
_cns_words() {
	local line=${COMP_LINE:0:COMP_POINT} i rest
	words=()
	for ((i = 0; i <= COMP_CWORD; i++)); do
		rest=${line#"${line%%[![:space:]]*}"}
		if ((i == 0)) || [[ $rest != "$line" ]]; then
			words+=("${COMP_WORDS[i]}")
			starts+=("$i")
		else
			words[-1]+=${COMP_WORDS[i]}
		fi
		line=${rest#"${COMP_WORDS[i]}"}
	done
}

_cns_cgroups() {
	local mount
	mount=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/self/mounts)
	[[ $mount ]] && find "$mount" -mindepth 1 -maxdepth 6 -type d -printf '%P\n' 2>/dev/null
}

_cns_pids() { (cd /proc && printf '%s\n' [0-9]*); }

# What there is of a kind, a line each; files and folders are _cns_offer's.
_cns_values() {
	case $1 in
	PID) _cns_pids ;;
	TARGET) _cns_pids; _cns_cgroups | sed 's/^/@/' ;;
	CGROUP) _cns_cgroups ;;
	NETNS | NAME | NETWORK) ls /run/netns 2>/dev/null ;;
	USER | UID) compgen -u ;;
	GROUP | GROUPS | GID) compgen -g ;;
	SIGNAL) kill -l | tr -s '[:blank:]' '\n' | sed -n 's/^SIG//p' ;;
	LINK | BRIDGE | INTERFACE) ls /sys/class/net ;;
	KIND) printf '%s\n' mnt uts ipc net pid user cgroup time ;;
	FORM) printf '%s\n' text json shell ;;
	CONTROLLER) printf '%s\n' cpu cpuset io memory pids hugetlb rdma misc ;;
	esac
}

# offer WORD: completes $value as the ARGUMENT word says; $lead stands before it unchanged.
_cns_offer() {
	local kind=$1 first
	# Words to choose from: allow|deny|ls
	if [[ $kind == [a-z]*'|'* ]]; then
		mapfile -t COMPREPLY < <(compgen -W "${kind//|/ }" -- "$value")
		return
	fi
	# The part that a = or : has brought us to, as in NAME=VALUE and SOURCE:DIR.
	while [[ $kind == *[A-Z]*[=:]* && $value == *[=:]* ]]; do
		kind=${kind#*[=:]}
		first=${value%%[=:]*}
		lead+=$first${value:${#first}:1}
		value=${value#*[=:]}
	done
	kind=${kind#"${kind%%[A-Z]*}"}
	kind=${kind%%[^A-Z]*}
	case $kind in
	DEVICE | FILE | PATH | SOURCE | SRC | TREE)
		compopt -o filenames 2>/dev/null
		mapfile -t COMPREPLY < <(compgen -f -- "$value")
		;;
	DIR | ROOT)
		compopt -o filenames 2>/dev/null
		mapfile -t COMPREPLY < <(compgen -d -- "$value")
		;;
	COMMAND) mapfile -t COMPREPLY < <(compgen -c -- "$value") ;;
	*) mapfile -t COMPREPLY < <(compgen -W "$(_cns_values "$kind")" -- "$value") ;;
	esac
	_cns_fit_replies
}

# Bash replaces only what follows the last = or :, where it cuts words there.
_cns_fit_replies() {
	local breaks='' kept i
	[[ $COMP_WORDBREAKS == *=* ]] && breaks+='='
	[[ $COMP_WORDBREAKS == *:* ]] && breaks+=':'
	kept=$current
	while [[ $kept && $breaks != *"${kept: -1}"* ]]; do
		kept=${kept%?}
	done
	for i in "${!COMPREPLY[@]}"; do
		COMPREPLY[i]=$lead${COMPREPLY[i]}
		COMPREPLY[i]=${COMPREPLY[i]#"$kept"}
	done
}

_cns_offer_options() {
	local name
	for name in "${longs[@]}"; do
		[[ $name == "$current"* ]] && COMPREPLY+=("$name")
	done
	if [[ $current == - ]]; then
		for name in "${!arguments[@]}"; do
			[[ $name == -? ]] && COMPREPLY+=("$name")
		done
	fi
}

# The rest of the line is a command of its own.
_cns_delegate() {
	if declare -F _command_offset >/dev/null && (($1 < ${#words[@]} - 1)); then
		_command_offset "${starts[$1]}"
	elif (($1 == ${#words[@]} - 1)); then
		value=$current
		if [[ $current == */* ]]; then
			_cns_offer FILE
		else
			_cns_offer COMMAND
		fi
	else
		value=$current
		_cns_offer FILE
	fi
}

# The option's name when the word before the cursor is still owed its argument.
_cns_owed() {
	local word=$1 letters
	if [[ $word == --* ]]; then
		[[ $word != *=* && ${arguments[$word]-} && ${optionals[$word]} != optional ]] || return 1
		owed=$word
		return
	fi
	letters=${word#-}
	while [[ $letters ]]; do
		owed=-${letters:0:1}
		letters=${letters:1}
		if [[ ${arguments[$owed]-} ]]; then
			[[ ! $letters && ${optionals[$owed]} != optional ]]
			return
		fi
	done
	return 1
}

# The operands that may stand on the line, a word each; -- is none.
_cns_wanted() {
	local plain=${operands/ \[--\] / }
	read -ra wanted <<<"${plain/ -- / }"
}

_cns() {
	local -a words=() starts=() longs=() verbs=() wanted=()
	local -A arguments=() optionals=()
	local operands='' current value lead='' owed='' verb='' i word ended='' n=0
	COMPREPLY=()
	_cns_words
	current=${words[-1]}
	_cns_read_table "${words[0]}"
	for ((i = 1; i < ${#words[@]} - 1; i++)); do
		word=${words[i]}
		if [[ $owed ]]; then
			owed=''
		elif [[ ! $ended && $word == -- ]]; then
			ended=yes
		elif [[ ! $ended && $word == -?* ]]; then
			_cns_owed "$word" || owed=''
		elif ((${#verbs[@]})); then
			verb=$word verbs=() longs=()
			_cns_read_table "${words[0]}" "$verb"
			verbs=()
		else
			_cns_wanted
			[[ ${wanted[n]-} == *COMMAND* ]] && { _cns_delegate "$i"; return; }
			[[ ${wanted[n + 1]-} && ${wanted[n]-} != *...* ]] && ((n += 1))
		fi
	done
	value=$current
	_cns_wanted
	if [[ $owed ]]; then
		_cns_offer "${arguments[$owed]}"
	elif [[ ! $ended && $current == --*=* ]]; then
		lead=${current%%=*}=
		value=${current#*=}
		_cns_offer "${arguments[${current%%=*}]-}"
	elif [[ ! $ended && $current == -* ]]; then
		_cns_offer_options
	elif ((${#verbs[@]})); then
		mapfile -t COMPREPLY < <(compgen -W "${verbs[*]}" -- "$current")
	elif [[ ${wanted[n]-} == *COMMAND* ]]; then
		_cns_delegate "$((${#words[@]} - 1))"
	else
		_cns_offer "${wanted[n]-}"
	fi
}

complete -F _cns cns-unshare cns-enter cns-chroot cns-cgctl cns-netns cns-ps
